export type Answer = { [name: string]: any; rsp_code?: string; rsp_message?: string; bank_rsp_code?: string; bank_rsp_message?: string };
/** What the token endpoint gave for a user. */
export interface Tokens { readonly access: string; readonly refresh: string; readonly userSeqNo: string; readonly scope: string }
/** What finds a transfer again: `checkType` 1 is a withdrawal, 2 a deposit. */
export interface Order {
  readonly checkType: "1" | "2"; readonly tranDtime: string; readonly amount: number;
  readonly fintechUseNum?: string; readonly bankCode?: string; readonly accountNum?: string;
}
export interface Options {
  /** Milliseconds for one answer. */ timeout?: number;
  /** At most for what may be sent again. */ attempts?: number;
  sleep?: (milliseconds: number) => Promise<void>;
  /** Milliseconds since 1970. */ clock?: () => number;
}
export interface DepositOptions { passPhrase: string; wdPrintContent?: string; nameCheck?: boolean; tranDtime?: string }
/** A call without a good answer; `answer` is what came, empty where nothing did. */
export class MaruError extends Error { readonly answer: Answer; get code(): string; get bankCode(): string }
/** The hub or a bank said no: nothing happened, or it was undone. */
export class Refused extends MaruError {}
/** A transfer whose fate is still open after all questions: ask later by `outcome(order)`, never order it again. */
export class Unknown extends MaruError { readonly order: Order }
/** No answer to a question, which may be asked again. */
export class Unanswered extends MaruError {}
/** One application of an organisation. */
export class Maru {
  constructor(url: string, clientID: string, clientSecret: string, redirectURI?: string, options?: Options);
  authorizeURL(scope?: string, state?: string, more?: Record<string, string>): string;
  exchange(code: string, more?: Record<string, string>): Promise<Tokens>;
  refresh(tokens: Tokens): Promise<Tokens>;
  ownToken(fresh?: boolean): Promise<Answer>;
  user(tokens: Tokens): User;
  /** transfer/deposit of one row; the row that was paid. Throws Refused or Unknown. */
  deposit(fintechUseNum: string, amount: number, printContent: string, options: DepositOptions): Promise<Answer>;
  /** transfer/deposit2 of one row; the row that was paid. Throws Refused or Unknown. */
  deposit2(bankCode: string, accountNum: string, holderName: string, amount: number, printContent: string, options: DepositOptions): Promise<Answer>;
  outcome(order: Order): Promise<Answer>;
  transferResult(checkType: "1" | "2", bankTranID: string, bankTranDate: string, amount: number): Promise<Answer>;
  realName(bankCode: string, accountNum: string, holderInfo: string): Promise<Answer>;
  remitList(fields: Record<string, string>): Promise<Answer>;
  bankStatus(): Promise<Answer[]>;
  /** On a test bed: answers as a file of the simulator says, or as an array of rules does, from now on; how many are in force. */
  play(scenario: { readonly rules: readonly Rule[] } | readonly Rule[]): Promise<number>;
  now(): string;
  orderTime(): string;
  call(method: "GET" | "POST", path: string, token: string, fields: Record<string, any>): Promise<Answer>;
}
/** One rule of a scenario, as the simulator exports it. */
export interface Rule { readonly [name: string]: string }
/** Calls for one user. An expired token is replaced once, by itself. */
export class User {
  readonly maru: Maru;
  tokens: Tokens;
  me(): Promise<Answer>;
  unlink(): Promise<Answer>;
  accounts(includeCancelled?: boolean): Promise<Answer[]>;
  rename(fintechUseNum: string, alias: string): Promise<Answer>;
  cancel(fintechUseNum: string, scope?: "inquiry" | "transfer" | "all"): Promise<Answer>;
  balance(fintechUseNum: string): Promise<Answer>;
  transactions(fintechUseNum: string, fromDate: string, toDate: string, inquiryType?: "A" | "I" | "O", sortOrder?: "A" | "D"): AsyncGenerator<Answer>;
  /** transfer/withdraw, done. Throws Refused, or Unknown where its fate is still open. */
  withdraw(fintechUseNum: string, amount: number, dpsPrintContent: string, options?: { tranDtime?: string; [field: string]: string | undefined }): Promise<Answer>;
}

/** Whether a webhook's call is the hub's, by its headers (lower case) and its body as it came. */
export function verifyWebhook(
  secret: string, headers: { [name: string]: string | undefined }, body: string | Uint8Array, options?: { tolerance?: number; now?: number },
): Promise<boolean>;
