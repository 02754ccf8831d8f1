"""What the platform is, as small as it can be said: accounts, who agreed to what, and orders that happen once.

It knows nothing of banks that fail, of HTTP or of disks; each method answers what a client has to be answered.
"""

import dataclasses

# What a bank says of an account: to a withdrawal, to a deposit, to a look.
STATES = {
    "normal": (None, None, None),
    "suspended": ("420", "420", None),
    "closed": ("415", "415", "415"),
    "no_debit": ("427", None, None),
    "no_deposit": (None, "426", None),
}


@dataclasses.dataclass
class Account:
    balance: int
    state: str = "normal"
    # The services that the user agreed to.
    agreed: set = dataclasses.field(default_factory=lambda: {"inquiry", "transfer"})


class Model:
    def __init__(self, accounts, collection):
        """Accounts by any name, and the balance of the organisation's collection account."""
        self.accounts, self.collection = accounts, collection
        # What came of each order: by kind, account, amount and time.
        self.orders = {}

    # The bank's own side

    def set_balance(self, name, balance):
        self.accounts[name].balance = balance

    def set_state(self, name, state):
        self.accounts[name].state = state

    # The user's side

    def agree(self, name):
        self.accounts[name].agreed = {"inquiry", "transfer"}
        return "A0000"

    def cancel(self, name, service):
        if not self.accounts[name].agreed:
            return "A0304"
        if service not in self.accounts[name].agreed:
            return {"inquiry": "A0305", "transfer": "A0306"}[service]
        self.accounts[name].agreed.remove(service)
        return "A0000"

    # The organisation's side

    def balance(self, name):
        """Code of the hub, and the balance or the bank's refusal."""
        account = self.accounts[name]
        if "inquiry" not in account.agreed:
            return ("A0305" if account.agreed else "A0304"), None
        refusal = STATES[account.state][2]
        return ("A0002", refusal) if refusal else ("A0000", account.balance)

    def withdraw(self, name, amount, dtime):
        """Code of the hub, and of the bank."""
        account = self.accounts[name]
        if "transfer" not in account.agreed:
            return ("A0306" if account.agreed else "A0304"), None
        refusal = STATES[account.state][0] or ("453" if account.balance < amount else None)
        code = self._once(("1", name, amount, dtime), refusal)
        return ("A0000" if code == "000" else "A0002"), code

    def deposit(self, name, amount, dtime, right_name=True, by_number=False):
        """The same; a name that is not the holder's moves nothing. A fintech number ends with the last service that was agreed to."""
        if by_number and not self.accounts[name].agreed:
            return "A0304", None
        refusal = STATES[self.accounts[name].state][1]
        # The bank is asked for the holder first; a closed account has none.
        if STATES[self.accounts[name].state][2] is None and not right_name:
            refusal = "815"
        code = self._once(("2", name, amount, dtime), refusal)
        return ("A0000" if code == "000" else "A0009"), code

    def recheck(self, kind, name, amount, dtime):
        """The bank's code of an order by its contents."""
        return self.orders.get((kind, name, amount, dtime), "701")

    def _once(self, order, refusal):
        """Moves the money of a new order; a known one is what it was."""
        if order not in self.orders:
            self.orders[order] = refusal or "000"
            if not refusal:
                kind, name, amount, _ = order
                sign = -1 if kind == "1" else 1
                self.accounts[name].balance += sign * amount
                self.collection += amount if kind == "1" else 0
        return self.orders[order]
