"""Whether a history of concurrent calls on one account could have happened one call after the other: each at some moment between
its beginning and its end, each answered as a plain account would have answered it then.

The search is that of Wing and Gong, with Lowe's memory of what was tried: the calls that took effect, and what the account was then.
"""

import dataclasses
import math

DONE, TOO_LOW = "000", "453"


@dataclasses.dataclass(frozen=True)
class Call:
    """`key` names an order: a call with a known one is the same order. Without an answer (`end` is infinite) a call took effect at
    any later moment, or never."""

    kind: str  # "withdraw", "deposit" or "balance"
    begin: float
    end: float = math.inf
    key: str = ""
    amount: int = 0
    answer: object = None  # a code, or the balance that was told


@dataclasses.dataclass(frozen=True)
class Account:
    """The model: a balance, and what each order came to."""

    balance: int
    orders: frozenset = frozenset()

    def after(self, call):
        """The account behind a call and its answer."""
        if call.kind == "balance":
            return self, self.balance
        for key, outcome in self.orders:
            if key == call.key:
                return self, outcome
        change = call.amount if call.kind == "deposit" else -call.amount
        outcome = DONE if self.balance + change >= 0 else TOO_LOW
        balance = self.balance + (change if outcome == DONE else 0)
        return Account(balance, self.orders | {(call.key, outcome)}), outcome


def is_linearizable(calls, balance):
    """Whether the calls fit an account that began with this balance."""
    calls = sorted(calls, key=lambda call: call.begin)
    answered = sum(1 << index for index, call in enumerate(calls) if call.end < math.inf)
    seen = set()
    stack = [(0, Account(balance))]
    while stack:
        taken, account = stack.pop()
        if taken & answered == answered:
            return True
        if (taken, account) in seen:
            continue
        seen.add((taken, account))
        left = [index for index in range(len(calls)) if not taken >> index & 1]
        # Whoever comes next began before any that is left had ended.
        first_end = min(calls[index].end for index in left)
        for index in left:
            call = calls[index]
            if call.begin > first_end:
                break
            following, answer = account.after(call)
            if call.end == math.inf or answer == call.answer:
                stack.append((taken | 1 << index, following))
    return False
