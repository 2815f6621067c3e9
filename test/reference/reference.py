#!/usr/bin/env python3
"""Prices of the small world, computed independently of the Go program.

Reads balances.json and worlds.json in its folder and prints prices.json: the
closing displacements (bp from base) of every instrument, day by day. Needs
NumPy and SciPy only.

Written from the equations of the model, with other means than the program it
checks: positions are functions of prices, markets are cleared by
scipy.optimize.root on the sum of excess demands, a dealer's utilisation is
found by brentq, matrices are inverted by NumPy, books are kept in floating
point. What it shares with the model is the order of decisions and the smallest
order that anybody sends.
"""
import calendar
import datetime
import json
import math
import os
import sys

import numpy as np
from scipy.optimize import brentq, root

DUST = 1e-6  # USD bn, the smallest order
VOL_CEILING = 2.5  # of relative volatility in depth and speed
UST = ["ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y"]
SWAP = [None, "usdsw_1_5y", "usdsw_5_10y", "usdsw_gt10y"]


def one_norm_shrink(risk, capacity):
    """phi of a value-at-risk limit: (1 + (U/C)^8)^(-1/8)."""
    if capacity == math.inf or risk <= 0:
        return 1.0
    r = risk / capacity
    if r > 1:  # the same, without overflow
        return (r**-8 + 1) ** -0.125 / r
    return (1 + r**8) ** -0.125


def balance_sheet_shrink(risk, capacity, knee, convexity):
    """phi = u*C/U where utilisation u solves u*(1 + a*(u - knee)^2/(1.02 - u)) = U/C."""
    r = risk / capacity
    if r <= knee:
        return 1.0
    f = lambda u: u * (1 + convexity * max(0.0, u - knee) ** 2 / (1.02 - u)) - r
    top = 1.02 * (1 - 1e-15)
    u = brentq(f, knee, top, xtol=1e-16, rtol=8.9e-16, maxiter=500)
    return u / r


class World:
    def __init__(self, case, balances):
        self.rounds, self.days = case["rounds"], case["days"]
        self.ins = balances["instruments"]
        self.n = len(self.ins)
        self.no = {i["id"]: k for k, i in enumerate(self.ins)}
        self.corr = {frozenset((c["a"], c["b"])): c["correlation"] for c in balances["correlations"]}
        self.cur = balances["currencies"]
        self.partners, self.us_gdp = balances["partners"], balances["us_gdp_usd_bn"]
        self.rate = {c["id"]: c["policy_rate_pct"] for c in self.cur}
        self.rate0 = dict(self.rate)
        self.x = np.zeros(self.n)
        self.closes = [np.zeros(self.n)]  # oldest first
        self.var = np.ones(self.n)
        self.vol = np.ones(self.n)
        self.stress = 1.0
        self.move_gauge = balances["move"]
        self.move0 = balances["move"]
        self.vix0 = balances["vix"]
        self.issued = np.zeros(self.n)  # announced since the start
        self.sd = np.array([i["daily_sd_bp"] for i in self.ins])
        self.dur = np.array([i["duration_yr"] for i in self.ins])
        self.base_cap = balances["outstanding_usd_bn"]
        self.day = 0
        self.date = datetime.date.fromisoformat(case["start"])
        self.date = self.before = step_back(self.date)
        self.previous = self.date
        self.script = case["script"]
        self.ids = [a["id"] for a in case["agents"]]
        # Holdings in USD bn at base prices; cash likewise, at base exchange rates.
        self.held = {a: np.zeros(self.n) for a in self.ids}
        self.cash = {a: {c["id"]: 0.0 for c in self.cur} for a in self.ids}
        self.earned = {a: {c["id"]: 0.0 for c in self.cur} for a in self.ids}
        bank = {c["id"]: c["central_bank"] for c in self.cur}
        for a, book in balances["holdings_usd_bn"].items():
            for asset, q in book.items():
                if asset in self.cash[a]:
                    self.cash[a][asset] += q
                    self.cash[bank[asset]][asset] -= q
                else:
                    k = self.no[asset]
                    self.held[a][k] += q
                    if self.ins[k]["issuer"]:
                        self.held[self.ins[k]["issuer"]][k] -= q
        self.bank = bank
        self.allot = {}
        for u in UST:
            total = sum(balances["holdings_usd_bn"][a].get(u, 0) for a in balances["absorbing"])
            for a in balances["absorbing"]:
                self.allot[a, self.no[u]] = balances["holdings_usd_bn"][a].get(u, 0) / total
        self.bulletin, self.pending = [], []
        self.mail, self.outbox = [], []
        self.agents = [KINDS[a["kind"]](self, a["id"], a["params"]) for a in case["agents"]]

    # What agents see.
    def holding(self, a, k):
        i = self.ins[k]
        return self.cash[a][i["currency"]] if i["class"] == "fx" else self.held[a][k]

    def value(self, k):
        """USD value of a base dollar of instrument k at last prices."""
        i = self.ins[k]
        own = {"bond": math.exp(-self.dur[k] * self.x[k] / 1e4), "equity": math.exp(self.x[k] / 1e4), "swap": 0.0, "fx": 1.0}[i["class"]]
        return own * self.dollar(i["currency"])

    def dollar(self, currency):
        return 1.0 if currency == "usd" else math.exp(-self.x[self.no[currency]] / 1e4)

    def equity(self, a):
        total = sum(q * self.dollar(c) for c, q in self.cash[a].items())
        return total + sum(self.held[a][k] * self.value(k) for k in range(self.n) if self.ins[k]["class"] != "fx")

    def back(self, k, days):
        return self.closes[max(0, len(self.closes) - 1 - days)][k]

    def load(self, k, name):
        return self.ins[k]["loadings"].get(name, 0)

    def change(self, k, days):
        return self.back(k, 0) - self.back(k, days)

    def outstanding(self, k):
        issuer = self.ins[k]["issuer"]
        return -self.held[issuer][k]

    def say(self, actor, type_, value=0.0, target=None, instrument=None):
        self.pending.append(dict(actor=actor, type=type_, value=value, target=target, instrument=instrument))

    def pay(self, a, b, currency, amount):
        self.cash[a][currency] -= amount
        self.cash[b][currency] += amount

    # One business day.
    def run_day(self):
        self.day += 1
        self.previous, self.date = self.date, step_on(self.date)
        self.share = year_share(self.previous, self.date)
        opening = self.x.copy()
        # Mail of the day before is read in the morning.
        self.mail, self.outbox, self.due = self.outbox, [], []
        for a in self.agents:
            a.act()
        for a, b, currency, amount in self.due:
            self.pay(a, b, currency, amount)
        self.publish()
        for r in range(self.rounds):
            self.clear(r)
        self.service()
        z = (self.x - opening) / self.sd
        self.var = 0.94 * self.var + 0.06 * z**2
        self.vol = np.maximum(np.sqrt(np.maximum(1, self.var)), self.stress)
        rates = [self.vol[self.no[u]] for u in UST[1:]]
        self.move_gauge = self.move0 * sum(rates) / len(rates)
        self.closes.append(self.x.copy())

    def publish(self):
        said = [dict(actor=s["actor"], type=s["type"], value=s["value"], target=s["target"] or None, instrument=None)
                for s in self.script if s["day"] == self.day]
        self.bulletin = said + self.pending
        self.pending = []
        for s in self.bulletin:
            if s["type"] == "policy_rate":
                for c, b in self.bank.items():
                    if b == s["actor"]:
                        self.rate[c] = s["value"]
            elif s["type"] == "volatility_regime":
                self.stress = s["value"]
            elif s["type"] == "issuance":
                self.issued[s["instrument"]] += s["value"]

    def clear(self, r):
        bids = [Bid(self.n) for _ in self.agents]
        for a, b in zip(self.agents, bids):
            a.bid(b, r)
        orders = sum(b.orders for b in bids)

        def excess(dx):
            return orders + sum(b.response(dx) for b in bids)

        dx = np.zeros(self.n)
        if np.abs(orders).max() > 0:
            for _ in range(4):
                sol = root(excess, dx, method="hybr", options={"xtol": 1e-15})
                if np.abs(excess(sol.x)).max() < np.abs(excess(dx)).max():
                    dx = sol.x
                dx = polish(excess, dx)
                if np.abs(excess(dx)).max() < 1e-11:
                    break
            else:
                sys.exit(f"day {self.day}: excess demand {np.abs(excess(dx)).max()}")
        for k, i in enumerate(self.ins):
            if not abs(dx[k]) < i["limit_bp"]:
                sys.exit(f"day {self.day}: the limit of {i['id']} binds")
        trades = [b.orders + b.response(dx) for b in bids]
        # Swaps settle the move on what was held before; then trades at new prices.
        for k, i in enumerate(self.ins):
            if i["class"] == "swap":
                loss = 1 - math.exp(-self.dur[k] * dx[k] / 1e4)
                for a in self.ids:
                    amount = self.held[a][k] * loss
                    self.cash[a]["usd"] -= amount
                    self.earned[a]["usd"] -= amount
        self.x = self.x + dx
        for a, t in zip(self.ids, trades):
            for k, i in enumerate(self.ins):
                if i["class"] == "fx":
                    self.cash[a][i["currency"]] += t[k]
                    self.cash[a]["usd"] -= t[k] * self.dollar(i["currency"])
                else:
                    self.held[a][k] += t[k]
                    if i["class"] != "swap":
                        self.cash[a][i["currency"]] -= t[k] * self.value(k) / self.dollar(i["currency"])

    def service(self):
        """Carry of swaps, coupons and interest since the last business day."""
        for k, i in enumerate(self.ins):
            if i["class"] == "swap":
                rate = (i["base_yield_pct"] + self.x[k] / 100 - self.rate["usd"]) / 100 * self.share
                for a in self.ids:
                    self.cash[a]["usd"] += self.held[a][k] * rate
                    self.earned[a]["usd"] += self.held[a][k] * rate
        for k, i in enumerate(self.ins):
            if i["class"] != "bond":
                continue
            # Coupon and accretion: the yield on the market value.
            pct = (i["base_yield_pct"] + self.x[k] / 100) * math.exp(-self.dur[k] * self.x[k] / 1e4)
            for a in self.ids:
                if a != i["issuer"]:
                    amount = self.held[a][k] * pct / 100 * self.share
                    self.pay(i["issuer"], a, i["currency"], amount)
                    self.earned[a][i["currency"]] += amount
                    self.earned[i["issuer"]][i["currency"]] -= amount
        for c, b in self.bank.items():
            for a in self.ids:
                if a != b:
                    amount = self.cash[a][c] * self.rate[c] / 100 * self.share
                    self.pay(b, a, c, amount)
                    self.earned[a][c] += amount
                    self.earned[b][c] -= amount


def polish(f, x):
    """Newton steps with central differences, while they help."""
    for _ in range(4):
        r = f(x)
        jac = np.empty((len(x), len(x)))
        for j in range(len(x)):
            h = np.zeros(len(x))
            h[j] = 1e-4
            jac[:, j] = (f(x + h) - f(x - h)) / 2e-4
        y = x - np.linalg.solve(jac, r)
        if np.abs(f(y)).max() >= np.abs(r).max():
            return x
        x = y
    return x


def step_on(d):
    d += datetime.timedelta(1)
    while d.weekday() > 4:
        d += datetime.timedelta(1)
    return d


def year_share(a, b):
    """The days after a, up to and including b, as a share of their years."""
    days = [a + datetime.timedelta(n) for n in range(1, (b - a).days + 1)]
    return sum(1 / (366 if calendar.isleap(d.year) else 365) for d in days)


def step_back(d):
    d -= datetime.timedelta(1)
    while d.weekday() > 4:
        d -= datetime.timedelta(1)
    return d


class Bid:
    """Orders at last prices, and responses to a move dx."""

    def __init__(self, n):
        self.orders = np.zeros(n)
        self.parts = []

    def order(self, k, q):
        if k is not None:
            self.orders[k] += q

    def respond(self, f):
        self.parts.append(f)

    def response(self, dx):
        out = np.zeros(len(dx))
        for f in self.parts:
            f(dx, out)
        return out


class Agent:
    def __init__(self, world, name, params):
        self.w, self.id, self.p = world, name, params
        self.setup()

    def setup(self):
        pass

    def act(self):
        pass

    def bid(self, bid, r):
        pass

    def no(self, name):
        return self.w.no.get(name)

    def treasuries(self):
        return sum(self.w.held[self.id][self.no(u)] for u in UST)

    def send(self, to, type_, value):
        self.w.outbox.append((self.id, to, type_, value))


class Confidence:
    """Convenience yield lost, pp: heals a little each day, grows with tariffs,
    official sales and days on which bonds and equities have fallen together."""

    def __init__(self, w, p):
        self.w, self.p = w, p
        self.loss, self.doubt, self.joint, self.tariff, self.custody = 0.0, 0.0, 0.0, None, 0.0

    def read(self):
        w, p, before = self.w, self.p, self.loss
        self.loss *= 1 - p["confidence_reversion_per_day"]
        self.joint *= 1 - p["confidence_reversion_per_day"]
        for s in w.bulletin:
            if s["type"] == "confidence":
                self.loss += s["value"]
            elif s["type"] == "tariff_expected" and s["target"] in (None, "us_trade"):
                if self.tariff is not None:
                    self.doubt += p["confidence_tariff_pp"] * (s["value"] - self.tariff)
                self.tariff = s["value"]
            elif s["type"] == "custody_holdings":
                if self.custody > 0:
                    self.loss += p["confidence_sale_pp"] * (self.custody - s["value"]) / sum(w.outstanding(w.no[u]) for u in UST)
                self.custody = s["value"]
        if w.day > 1:
            bond, share = w.no["ust_gt10y"], w.no["eq_us"]
            normal = math.sqrt(5)
            if all(x > p["confidence_joint_sd"] * normal for x in (w.change(bond, 5) / w.sd[bond], -w.change(share, 5) / w.sd[share])):
                more = min(p["confidence_joint_pp"], max(0.0, p["confidence_joint_max_pp"] - self.joint))
                self.joint += more
                self.loss += more
        felt = p["confidence_build_per_day"] * self.doubt
        self.loss += felt
        self.doubt -= felt
        if abs(self.loss) < 1e-9:
            self.loss = 0.0
        if abs(self.doubt) < 1e-9:
            self.doubt = 0.0
        return self.loss - before


class Fair:
    """What the day's events do to fair displacements: (cause, instrument, bp)."""

    def __init__(self, w, p):
        self.w, self.p = w, p
        self.conf = Confidence(w, p) if "confidence_tariff_pp" in p else None
        self.rates = dict(w.rate)
        self.average = None

    def read(self):
        w, out = self.w, []

        def add(cause, k, bp):
            if bp != 0:
                out.append((cause, k, bp))

        lost = self.conf.read() if self.conf else 0.0
        if lost != 0:
            per_pp = {"bond": 100, "swap": 100 * (1 - self.p["confidence_spread_sh"]), "fx": -100 * self.p["confidence_dollar_pct_per_pp"], "equity": 0}
            for k, i in enumerate(w.ins):
                add("confidence", k, lost * per_pp[i["class"]] * w.load(k, "convenience"))
        for c in w.rate:
            d = 100 * (w.rate[c] - self.rates[c])
            self.rates[c] = w.rate[c]
            for k, i in enumerate(w.ins):
                if i["currency"] == c:
                    add("policy", k, d * w.load(k, "policy"))
        for s in w.bulletin:
            if s["type"] == "tariff_expected" and s["target"] in (None, "us_trade"):
                if self.average is not None:
                    for k in range(w.n):
                        add("news", k, w.load(k, "tariff") * (s["value"] - self.average))
                self.average = s["value"]
        return out


class Belief:
    """The probability that the holder sells, and the supply to be expected."""

    def __init__(self, w, p):
        self.w, self.p = w, p
        self.excess, self.credibility = 0.0, p["credibility_sh"]
        self.threat = None
        self.announced = self.sold = self.his = 0.0
        self.public = False
        self.first = self.last = None  # custody reports

    def prob(self):
        prior = math.log(self.p["prior_sh"] / (1 - self.p["prior_sh"]))
        return 1 / (1 + math.exp(-prior - self.excess))

    def read(self):
        w, p = self.w, self.p
        self.excess *= 0.5 ** (1 / p["half_life_days"])
        if self.threat is not None and w.day - self.threat > p["threat_wait_days"]:
            self.credibility *= 1 - p["credibility_loss_sh"]
            self.threat = None
        for s in w.bulletin:
            t = s["type"]
            if t == "veiled_threat":
                if self.threat is not None:  # the last one was empty
                    self.credibility *= 1 - p["credibility_loss_sh"]
                self.excess += self.credibility * p["threat_log_odds"]
                self.threat = w.day
            elif t == "denial":
                self.excess -= p["denial_log_odds"]
            elif t == "preparation":
                self.excess += self.credibility * p["action_log_odds"]
            elif t == "sale_started":
                self.excess += p["action_log_odds"]
                self.credibility, self.threat, self.public = 1.0, None, True
            elif t == "sale_announced":
                self.announced, self.sold, self.public = s["value"], 0.0, True
            elif t == "sale_ended":
                self.announced = self.sold = 0.0
                self.public = False
            elif t == "custody_holdings":
                if self.first is None:
                    self.first = s["value"]
                else:
                    fall = max(0.0, self.last - s["value"]) * (1.0 if self.public else self.prob())
                    self.sold += fall
                    self.his += fall
                self.last = s["value"]
        if abs(self.excess) < 1e-6:
            self.excess = 0.0

    def gone(self):
        return 0.0 if self.first is None else max(0.0, self.first - self.last)

    def premium(self, long_run, share):
        """Rise of the fair 10-year yield, bp, for supply sold, announced or feared."""
        p = self.p
        dv01 = 0.1 * p["feared_duration_yr"]
        coming = p["announced_trust_sh"] * max(0.0, self.announced - self.sold)
        fear = 0.0
        if self.announced <= 0:
            fear = (self.prob() - p["prior_sh"]) * max(0.0, p["feared_sale_usd_bn"] - self.his)
        month = 0.26 / 0.078
        return long_run * dv01 * (self.gone() + coming + fear + share * (month - 1) * max(0.0, coming + fear))


class Position:
    """A fast position under a limit: normal + phi(U(z))*z, z = base + gain*(x - fair)."""

    def __init__(self, w, held, seen):
        self.w, self.held, self.seen = w, list(held), list(seen)
        m, n = len(held), len(seen)
        self.normal, self.base, self.fair = np.zeros(m), np.zeros(m), np.zeros(n)
        self.gain, self.risk = np.zeros((m, n)), np.eye(m)
        self.shrink = lambda u: 1.0

    def desire(self, x):
        return self.base + self.gain @ (x[self.seen] - self.fair)

    def norm(self, z):
        return math.sqrt(max(0.0, z @ self.risk @ z))

    def at(self, x):
        z = self.desire(x)
        return self.normal + self.shrink(self.norm(z)) * z

    def open(self, w, owner, capacity):
        """Base such that what is held at base prices is what the books show."""
        self.base = np.array([w.holding(owner, k) for k in self.held]) - self.normal
        r = self.norm(self.base) / capacity
        if r > 0 and capacity < math.inf:
            self.base = self.base * (1 - min(r, 0.999) ** 8) ** -0.125

    def trade(self, bid, owner, limits, revisions):
        """Orders from what is held to what is wanted now, reason by reason."""
        w = self.w
        now = np.array([w.holding(owner, k) for k in self.held])

        def go():
            nonlocal now
            want = self.at(w.x)
            for i, k in enumerate(self.held):
                if abs(want[i] - now[i]) > DUST:
                    bid.order(k, want[i] - now[i])
            now = want

        go()
        if limits:
            limits()
            go()
        for cause in dict.fromkeys(c for c, _, _ in revisions):
            for c, j, bp in revisions:
                if c == cause:
                    self.fair[j] += bp
            go()
        here, x0 = self.at(w.x), w.x

        def f(dx, out):
            out[self.held] += self.at(x0 + dx) - here

        bid.respond(f)


class Habitat:
    """Slow demand for the bonds a sector lives in."""

    def __init__(self, w, owner, p):
        self.w, self.owner, self.p = w, owner, p
        self.fair = Fair(w, p)
        self.k = [k for k, i in enumerate(w.ins) if i["class"] in ("bond", "swap") and w.held[owner][k] > 0]
        self.q = {k: w.held[owner][k] for k in self.k}
        self.q0 = dict(self.q)
        self.normal = {k: 0.0 for k in self.k}  # yields thought normal
        self.taken = {k: 0.0 for k in self.k}  # of announced issues
        self.cost0 = self.cost()
        self.swapped = {}
        for b in range(1, 4):
            if w.no[UST[b]] in self.k and w.no.get(SWAP[b]) in self.k:
                self.swapped[w.no[UST[b]], w.no[SWAP[b]]] = 0.0

    def cost(self):
        home = self.p["home_currency"]
        return 0.0 if home == "usd" else (self.w.rate["usd"] - self.w.rate[home]) * self.p["fx_hedged_sh"]

    def beta(self, k):
        return (self.p["bill_beta_pct_per_100bp"] if self.w.dur[k] < 1 else self.p["beta_pct_per_100bp"]) / 1e4

    def whole(self, k):
        return self.q[k] + self.taken[k]

    def star(self, k):
        """Desired holdings, the part that responds."""
        w, p = self.w, self.p
        hedge = 100 * p["hedge_cost_weight"] * (self.cost() - self.cost0) if w.ins[k]["currency"] == "usd" else 0.0
        e = self.beta(k) * (w.x[k] - self.normal[k] - hedge)
        return self.whole(k) * p["active_sh"] * math.exp(e - self.lost.get(k, 0.0))

    def neighbours(self, k):
        """What higher yields next door take away, by the close of yesterday."""
        w, name = self.w, self.w.ins[k]["id"]
        if name not in UST:
            return 0.0
        b = UST.index(name)
        near = [w.no[UST[c]] for c in (b - 1, b + 1) if 0 <= c < 4]
        near = [j for j in near if j in self.q]
        gaps = [w.x[j] - self.normal[j] for j in near]
        return self.p["cross_pct_per_100bp"] / 1e4 * sum(gaps) / len(gaps) if gaps else 0.0

    def target(self, k):
        return self.star(k) + self.whole(k) * (1 - self.p["active_sh"])

    def cheapness(self, c, s):
        """Of a bond against its swap, times what is exchanged per bp."""
        w = self.w
        scale = self.p["switch_pct_per_bp"] / 100 * self.q0[s]
        return scale, scale * ((w.x[c] - self.normal[c]) - (w.x[s] - self.normal[s]))

    def bid(self, bid, r):
        w, p = self.w, self.p
        for c, s in self.swapped:
            self.swapped[c, s] = self.cheapness(c, s)[1]
        revisions = self.fair.read() if r == 0 else []
        self.lost = {k: self.neighbours(k) for k in self.k}
        fx = None if p["home_currency"] == "usd" else w.no[p["home_currency"]]
        for k in self.k:
            i = w.ins[k]
            speed = p["bill_kappa_per_day"] if w.dur[k] < 1 else p["kappa_per_day"]
            speed = 1 - (1 - speed) ** (1 / (w.rounds * min(w.vol[k], VOL_CEILING)))
            held = w.held[self.owner][k] - sum(v * ((k == c) - (k == s)) for (c, s), v in self.swapped.items())
            # The share of dollar bonds that is bought with home currency.
            open_ = 0.0
            if fx is not None and i["class"] == "bond" and i["currency"] == "usd":
                open_ = 1 - p["fx_hedged_sh"]

            def buy(q, issue=False):
                if abs(q) >= DUST:
                    bid.order(k, q)
                    if open_ > 0 and not issue:
                        bid.order(fx, -open_ * q)

            if r == 0:
                self.normal[k] += (1 - 0.5 ** (1 / p["anchor_half_life_days"])) * (w.x[k] - self.normal[k])
            was = self.target(k)
            buy(speed * (was - held))
            if r == 0:
                due = w.issued[k] * w.allot.get((self.owner, k), 0.0)
                if due != self.taken[k]:
                    buy(due - self.taken[k], issue=True)
                    self.taken[k] = due
                    was = self.target(k)
                for bp in [bp for _, j, bp in revisions if j == k]:
                    self.normal[k] += bp
                    buy(speed * (self.target(k) - was))
                    was = self.target(k)
                if p["redemption_pct"] > 0 and w.day > 5 and i["class"] == "bond" and w.dur[k] >= 1:
                    loss = w.dur[k] * w.change(k, 5) / 100
                    usual = w.dur[k] * w.sd[k] * w.vol[k] * math.sqrt(5) / 100
                    if loss > usual:
                        buy(-min(p["redemption_max_sh_per_day"], p["redemption_pct"] / 100 * (loss - usual)) * held)
            scale, beta = speed * self.star(k), self.beta(k)

            def f(dx, out, k=k, scale=scale, beta=beta):
                out[k] += scale * math.expm1(beta * dx[k])

            bid.respond(f)
            if open_ > 0:

                def g(dx, out, k=k, slope=-open_ * scale * beta):
                    out[fx] += slope * dx[k]

                bid.respond(g)
        for (c, s), done in self.swapped.items():
            scale, want = self.cheapness(c, s)
            if abs(want - done) > DUST:
                bid.order(c, want - done)
                bid.order(s, done - want)

            def h(dx, out, c=c, s=s, scale=scale):
                out[c] += scale * (dx[c] - dx[s])
                out[s] -= scale * (dx[c] - dx[s])

            bid.respond(h)


class RealMoney(Agent):
    def setup(self):
        self.h = Habitat(self.w, self.id, self.p)

    def bid(self, bid, r):
        self.h.bid(bid, r)


class ReserveManager(Agent):
    def setup(self):
        self.h, self.b = Habitat(self.w, self.id, self.p), Belief(self.w, self.p)
        self.mine = 0.0
        self.others = self.normal = None  # custody reports less what is its own
        if self.p["own_government"]:
            sys.exit("governments are not part of the reference")

    def act(self):
        if self.p["in_custody"] and (self.w.date.weekday() == 2 or self.w.day == 1):
            self.mine = self.treasuries()
            self.send("us_fed", "custody_holdings", self.mine)

    def bid(self, bid, r):
        w, p = self.w, self.p
        self.h.bid(bid, r)
        if r > 0:
            return
        self.b.read()
        for s in w.bulletin:
            if s["type"] == "custody_holdings":
                self.others = s["value"] - self.mine
                if self.normal is None:
                    self.normal = self.others
                self.normal += (1 - 0.5 ** (5 / p["watch_half_life_days"])) * (self.others - self.normal)
        if w.day <= 1:
            return
        duration = p["feared_duration_yr"]
        feared = p["run_impact_bp_per_dv01"] * p["feared_sale_usd_bn"] * 0.1 * duration * p["reserve_duration_yr"] / 100  # percent of value
        risen = max(0.0, w.change(w.no["ust_5_10y"], p["run_rise_days"]) - p["run_rise_from_bp"])
        lost = min(feared, risen * p["reserve_duration_yr"] / 100)
        above = self.b.prob() - p["prior_sh"]
        if self.normal is not None:
            seen = max(0.0, 1 - self.others / self.normal - p["watch_from_sh"])
            above += (1 - above) * min(1.0, seen / p["watch_full_sh"])
        x = above * (feared + p["sanction_risk_pct"]) + lost - p["illiquidity_cost_pct"]
        q = min(p["run_max_sh"], p["run_sensitivity"] * max(0.0, x))
        for k in self.h.k:
            if q > 0 and w.ins[k]["id"] in UST[1:]:
                bid.order(k, -q * self.h.q[k])
                self.h.q[k] -= q * self.h.q[k]


class MacroFund(Agent):
    def setup(self):
        w, p = self.w, self.p
        names = [s for s in SWAP if s in w.no]
        self.dollar = len(names)
        names += [n for n in ("jgb_le10y", "jgb_gt10y", "bund", "gilt") if n in w.no]
        self.k = [w.no[n] for n in names]
        m = len(self.k)
        rho = np.eye(m)
        for i in range(m):
            for j in range(i):
                alike = w.ins[self.k[i]]["currency"] == w.ins[self.k[j]]["currency"]
                usual = p["same_currency_corr"] if alike else p["cross_currency_corr"]
                rho[i, j] = rho[j, i] = w.corr.get(frozenset((names[i], names[j])), usual)
        sd, self.dur = w.sd[self.k], w.dur[self.k]
        self.cov = rho * np.outer(sd, sd)
        inv = np.linalg.inv(self.cov)
        # gamma such that a parallel move of the dollar curve is bought at the given depth.
        scale = p["depth_usd_bn_per_bp"] * 5.8 / inv[:3, :3].sum()
        self.gain = scale * inv / self.dur[:, None]
        self.gain[3:, :] *= p["foreign_sh"]
        self.gain[:3, 3:] *= p["foreign_sh"]
        self.pos = Position(w, self.k, self.k)
        self.start = w.equity(self.id)
        self.limits(np.ones(w.n))
        self.pos.open(w, self.id, self.capacity)
        self.fair, self.belief, self.shift = Fair(w, p), Belief(w, p), 0.0

    def limits(self, vol=None):
        w = self.w
        v = np.minimum(w.vol if vol is None else vol, VOL_CEILING)[self.k]
        vv = np.outer(v, v)
        self.pos.gain = self.gain / vv
        self.pos.risk = 2.33**2 * np.outer(self.dur, self.dur) * self.cov * vv / 1e8
        capital = max(self.p["capital_floor_sh"] * self.start, w.equity(self.id))
        self.capacity = max(1e-6, self.p["var_sh"] * capital)
        self.pos.shrink = lambda u: one_norm_shrink(u, self.capacity)

    def bid(self, bid, r):
        rev = []
        if r == 0:
            self.belief.read()
            rev = [(c, self.k.index(k), bp) for c, k, bp in self.fair.read() if k in self.k]
            premium = self.belief.premium(self.p["long_run_bp_per_dv01"], self.p["announcement_premium_sh"])
            if premium != self.shift:
                rev += [("belief", j, self.w.load(self.k[j], "supply") * (premium - self.shift)) for j in range(3)]
            self.shift = premium
            back = self.p["reversion_sh"] * (self.w.x[self.k] - self.pos.fair)
            rev += [("valuation", j, bp) for j, bp in enumerate(back) if bp != 0]
        self.pos.trade(bid, self.id, self.limits, rev)


class Dealer(Agent):
    def setup(self):
        w, p = self.w, self.p
        self.k = [w.no[u] for u in UST[1:]] + [w.no[s] for s in SWAP[1:]]
        load = np.array([w.load(w.no[u], "convenience") for u in UST[1:]])
        dur = w.dur[self.k[:3]]
        lam = p["spread_bp_per_100bn"] / 100
        self.hedged = np.linalg.inv(lam * (np.outer(load, load) + p["idiosyncratic_sh"] * np.diag(load**2)))
        self.open = np.diag(p["depth_usd_bn_per_bp"] * 5.8 / dur / 3)
        self.pos = Position(w, self.k, self.k)
        e = np.diag((dur / 5.8) ** 2)
        self.pos.risk = np.block([[np.eye(3) + e, e], [e, e]])
        self.pos.normal = np.array([w.held[self.id][k] for k in self.k])
        self.fair, self.belief = Fair(w, p), Belief(w, p)
        self.relief, self.shift = 1.0, 0.0
        self.bill, self.bill_fair = w.no[UST[0]], 0.0
        self.bill_normal = w.held[self.id][self.bill]
        self.set(1.0)
        self.capacity = p["capacity_usd_bn"]

    def set(self, vol):
        h, p = self.hedged, self.p
        self.pos.gain = np.block([[h, -h], [-h, h + self.open / vol**2]])
        self.capacity = max(1e-6, p["capacity_usd_bn"] * self.relief / vol)
        self.pos.shrink = lambda u: balance_sheet_shrink(u, self.capacity, p["knee_sh"], p["convexity"])

    def bid(self, bid, r):
        w, p, rev = self.w, self.p, []
        if r == 0:
            self.belief.read()
            news = self.fair.read()
            for s in w.bulletin:
                if s["type"] == "capacity_relief":
                    self.relief = 1 + s["value"] / 100
            rev = [(c, self.k.index(k), bp) for c, k, bp in news if k in self.k]
            self.bill_fair += sum(bp for _, k, bp in news if k == self.bill)
            premium = self.belief.premium(p["long_run_bp_per_dv01"], p["announcement_premium_sh"])
            if premium != self.shift:
                rev += [("belief", j, w.load(self.k[3 + j % 3], "supply") * (premium - self.shift)) for j in range(6)]
            self.shift = premium
        self.pos.trade(bid, self.id, lambda: self.set(min(w.vol[self.k[2]], VOL_CEILING)), rev)
        use = self.pos.norm(self.pos.desire(w.x)) / self.capacity
        self.send("us_fed", "utilisation", use * self.pos.shrink(use * self.capacity))
        d, k = p["bill_depth_usd_bn_per_bp"], self.bill
        bid.order(k, self.bill_normal + d * (w.x[k] - self.bill_fair) - w.held[self.id][k])

        def f(dx, out):
            out[k] += d * dx[k]

        bid.respond(f)


class RVFund(Agent):
    def setup(self):
        w, p = self.w, self.p
        b = [i for i in range(1, 4) if w.held[self.id][w.no[UST[i]]] > 0]
        cash, hedge = [w.no[UST[i]] for i in b], [w.no[SWAP[i]] for i in b]
        self.n = len(b)
        g = np.diag(p["response_per_bp"] * w.held[self.id][cash])
        self.pos = Position(w, cash + hedge, cash + hedge)
        self.pos.gain = np.block([[g, -g], [-g, g]])
        self.pos.risk = np.zeros((2 * self.n, 2 * self.n))
        self.pos.risk[: self.n, : self.n] = 1
        self.start = w.equity(self.id)
        self.capacity = self.allowed(self.start, 1.0)
        self.pos.open(w, self.id, self.capacity)
        self.pos.shrink = lambda u: one_norm_shrink(u, self.capacity)
        self.fair = Fair(w, p)

    def allowed(self, equity, vol):
        return max(1e-6, max(0.0, equity) / (self.p["haircut_pct"] / 100 * vol ** self.p["haircut_vol_power"]))

    def limits(self):
        w, p = self.w, self.p
        lost = max(0.0, self.start - w.equity(self.id))
        limit = self.allowed(self.start - (p["margin_called_sh"] + p["redemption_sh"]) * lost, w.vol[self.pos.held[self.n - 1]])
        stands = min(self.capacity, self.pos.norm(self.pos.desire(w.x)))
        self.capacity = max(limit, stands * (1 - p["unwind_sh_per_day"] / w.rounds))

    def bid(self, bid, r):
        rev = []
        if r == 0:
            rev = [(c, self.pos.seen.index(k), bp) for c, k, bp in self.fair.read() if k in self.pos.seen]
        self.pos.trade(bid, self.id, self.limits, rev)


class FXDealer(Agent):
    carry = False

    def setup(self):
        w, p = self.w, self.p
        depths = p["depth_usd_bn_per_pct"]
        pairs = [(i["id"], depths[i["id"]] / 100) for i in w.ins if i["class"] == "fx" and depths.get(i["id"], 0) > 0]
        self.k = [w.no[c] for c, _ in pairs]
        seen = list(self.k)

        def at(name):
            k = w.no[name]
            if k not in seen:
                seen.append(k)
            return seen.index(k)

        rows = []
        short, long, early, late = at("usdsw_1_5y"), at("usdsw_5_10y"), p["persistence_2y_yr"], p["persistence_10y_yr"]
        home = {"jpy": "jgb_le10y", "eur": "bund", "gbp": "gilt"}
        home = {c: at(b) for c, b in home.items() if b in w.no}
        for i, (c, depth) in enumerate(pairs):
            beta = w.load(w.no[c], "differential")
            row = {i: 1.0, short: -early * beta, long: -late * beta}
            if c in home:
                row[home[c]] = p["foreign_yield_weight"] * (early + late) * beta
            if p["haven_pct_per_pct"] != 0 and "eq_us" in w.no:
                row[at("eq_us")] = p["haven_pct_per_pct"] * w.load(w.no[c], "haven")
            rows.append({j: depth * v for j, v in row.items()})
        self.pos = Position(w, self.k, seen)
        self.gain = np.zeros((len(rows), len(seen)))
        for i, row in enumerate(rows):
            for j, v in row.items():
                self.gain[i, j] = v
        self.base = np.array([w.holding(self.id, k) for k in self.k])
        self.cut = np.zeros(len(self.k))  # closed by the stop
        self.pos.normal = self.base.copy()
        self.pos.gain = self.gain.copy()
        limit = max(1e-6, p.get("risk_limit_usd_bn", math.inf))
        self.pos.shrink = lambda u: one_norm_shrink(u, limit)
        self.fair = Fair(w, p)

    def usual(self):
        """What is held whatever the price; interest stays where it was earned."""
        w = self.w
        earned = [w.earned[self.id][w.ins[k]["currency"]] for k in self.k]
        self.pos.normal = self.base + np.array(earned) - self.cut

    def limits(self):
        w, p = self.w, self.p
        for i, k in enumerate(self.k):
            self.pos.gain[i] = self.gain[i] / min(w.vol[k], p["depth_vol_max"]) ** p["depth_vol_power"]
            if self.carry:
                adverse = (w.x[k] - w.back(k, 5)) / 100 * (-1 if self.base[i] < 0 else 1)
                stop = self.base[i] * min(1.0, p["stop_cut_per_pct"] * max(0.0, adverse - p["stop_tolerance_pct"]))
                self.cut[i] *= 1 - p["stop_return_per_day"] if self.first else 1.0
                if abs(stop) > abs(self.cut[i]):
                    self.cut[i] = stop
        self.usual()

    def revisions(self):
        """Changes of fair values; the trend of equities follows their price."""
        rev = [(c, self.k.index(k), bp) for c, k, bp in self.fair.read() if k in self.k]
        if self.p["haven_pct_per_pct"] != 0 and "eq_us" in self.w.no:
            j = self.pos.seen.index(self.w.no["eq_us"])
            fade = 1 - 2 ** (-1 / max(1.0, self.p["haven_half_life_days"]))
            rev.append(("valuation", j, fade * (self.w.x[self.pos.seen[j]] - self.pos.fair[j])))
        return rev

    def bid(self, bid, r):
        self.first = r == 0
        rev = self.revisions() if r == 0 else []
        self.usual()
        self.pos.trade(bid, self.id, self.limits, rev)


class CarryFund(FXDealer):
    carry = True


class FXInvestor(FXDealer):
    def bid(self, bid, r):
        w, pos = self.w, self.pos
        rev = self.revisions() if r == 0 else []
        for _, j, bp in rev:
            if j >= len(self.k):
                pos.fair[j] += bp
        want = self.base + self.gain @ (w.x[pos.seen] - pos.fair)
        speeds = []
        for i, k in enumerate(self.k):
            speed = 1 - (1 - self.p["kappa_per_day"]) ** (1 / (w.rounds * w.vol[k]))
            speeds.append(speed)
            q = speed * (want[i] + w.earned[self.id][w.ins[k]["currency"]] - w.holding(self.id, k))
            if abs(q) > DUST:
                bid.order(k, q)
            for _, j, bp in rev:
                if j == i:
                    pos.fair[i] += bp
                    bid.order(k, -speed * self.gain[i, i] * bp)
        slopes = np.array(speeds)[:, None] * self.gain

        def f(dx, out):
            out[self.k] += slopes @ dx[pos.seen]

        bid.respond(f)


class EquityFund(Agent):
    def setup(self):
        w, p = self.w, self.p
        self.k = w.no[p["market"]]
        own = w.ins[self.k]
        short, long, fx = own["short_rate"], own["long_rate"], own["currency"]
        load = {self.k: 1.0}
        for name, v in ((long, p["term_pct_per_pp"]), (short, p["short_pct_per_pp"] - p["term_pct_per_pp"]), (fx, -p["dollar_share"])):
            if name in w.no and v != 0:
                load[w.no[name]] = load.get(w.no[name], 0.0) + v
        self.pos = Position(w, [self.k], list(load))
        self.pos.gain = -p["elasticity"] * w.base_cap[p["market"]] / 1e4 * np.array([list(load.values())])
        self.pos.normal = np.array([w.held[self.id][self.k]])
        self.fair, self.vol = Fair(w, p), 1.0
        self.back, self.hit = {}, None

    def retaliation(self):
        """Duties in answer on U.S. goods, percent of U.S. GDP."""
        w = self.w
        for s in w.bulletin:
            if s["type"] == "retaliation":
                self.back[s["actor"]] = s["value"]
        if self.p["market"] != "eq_us":
            return 0.0
        return sum(q["from_us_usd_bn"] * self.back.get(q["government"], 0.0) for q in w.partners) / w.us_gdp

    def bid(self, bid, r):
        rev = []
        if r == 0:
            rev = [(c, 0, bp) for c, k, bp in self.fair.read() if k == self.k]
            hit = self.retaliation()
            if self.hit is not None and hit != self.hit:
                rev.append(("news", 0, -100 * self.p["export_tariff_elasticity"] * (hit - self.hit)))
            self.hit = hit
            vol = self.w.vol[self.k]
            if vol != self.vol:
                rev.append(("risk_limit", 0, -100 * self.p["vol_pct"] * (vol - self.vol)))
                self.vol = vol
        self.pos.trade(bid, self.id, None, rev)


def since_last(w, dates, step):
    """Business days since the last of an official body's days if today is one, otherwise 0."""
    days = [datetime.date.fromisoformat(d) for d in dates or []]
    if w.date in days:
        i = days.index(w.date)
        return step if i == 0 else business_days(days[i - 1], days[i])
    last = days[-1] if days else w.before
    after = business_days(last, w.date)
    return step if after > 0 and after % step == 0 else 0


def business_days(a, b):
    """Business days after a up to and including b."""
    return sum((a + datetime.timedelta(n)).weekday() < 5 for n in range(1, (b - a).days + 1))


class Fed(Agent):
    def setup(self):
        self.desired = self.start = self.w.rate["usd"]
        self.average = self.average0 = None
        self.prices = {}  # what tariffs add to the price level, by date
        self.custody = {}
        self.use, self.tight, self.eased = [], 0, False

    def spread(self, days):
        w = self.w
        return w.back(w.no["ust_5_10y"], days) - w.back(w.no["usdsw_5_10y"], days)

    def act(self):
        w, p = self.w, self.p
        for s in w.bulletin:
            if s["type"] == "tariff_expected" and s["target"] in (None, "us_trade"):
                self.average = s["value"]
                if self.average0 is None:
                    self.average0 = self.average
        d = 0.0 if self.average0 is None else self.average - self.average0
        self.prices[w.date] = p["price_level_pct_per_pp"] * d
        self.read_mail()
        if (w.date.weekday() == 3 or w.day == 2) and self.custody:
            w.say(self.id, "custody_holdings", sum(self.custody.values()))
        rate = w.rate["usd"]
        days = since_last(w, p["meetings"], p["meeting_days"])
        if days:
            ago = [day for day in self.prices if day <= w.date - datetime.timedelta(365)]
            inflation = self.prices[w.date] - (self.prices[max(ago)] if ago else 0.0)
            rule = self.start + p["inflation_weight"] * (1 - p["tariff_look_through_sh"]) * inflation
            rule -= p["gap_weight"] * p["gdp_pp_per_pp"] * d
            keep = p["smoothing_per_quarter"] ** (days / 63)
            self.desired = keep * self.desired + (1 - keep) * rule
            steps = math.copysign(math.floor(abs(self.desired - rate) / 0.25 + 0.5), self.desired - rate)
            if steps != 0:
                w.say(self.id, "policy_rate", rate + 0.25 * steps)
        if w.change(w.no["eq_us"], p["emergency_days"]) < 1e4 * math.log(1 - p["emergency_equity_pct"] / 100):
            sys.exit("emergency cuts are not part of the reference")
        if not p["market_function"] or w.day <= 1:
            return
        wider, rise = self.spread(0) - self.spread(p["trigger_days"]), w.change(w.no["ust_5_10y"], p["trigger_days"])
        use = sum(self.use) / max(1, len(self.use))  # one dealer
        self.tight = self.tight + 1 if use > p["leverage_relief_utilisation_sh"] else 0
        if self.tight >= p["leverage_relief_after_days"] and not self.eased:
            self.eased = True  # for longer than a run lasts
            w.say(self.id, "capacity_relief", p["leverage_relief_pct"])
        if rise > 0 and ((w.move_gauge > p["trigger_move"] or use > p["trigger_utilisation_sh"]) and wider > p["trigger_spread_sh"] * p["trigger_spread_bp"] or (
            rise > p["trigger_yield_bp"] and wider > p["trigger_spread_bp"])):
            sys.exit("repo and market-function purchases are not part of the reference")

    def read_mail(self):
        self.use = [value for _, to, type_, value in self.w.mail if to == self.id and type_ == "utilisation"]
        for from_, to, type_, value in self.w.mail:
            if to == self.id and type_ == "custody_holdings":
                self.custody[from_] = value


class CentralBank(Agent):
    """A bank whose country's trade is not in the books: the rule knows the currency alone."""

    def setup(self):
        w, p = self.w, self.p
        self.steps = 0
        self.fx = w.no[p["currency"]]
        self.begin = self.path = self.rule = w.rate[p["currency"]]
        self.year = self.done = self.fear = 0.0
        if p["taper_surprise_usd_bn_per_month"] != 0:
            sys.exit("purchases other than announced are not part of the reference")

    def act(self):
        w, p = self.w, self.p
        self.year += (w.x[self.fx] - self.year) * w.share
        if w.day <= 1:
            return
        stocks = w.no["eq_us"]
        self.fear = 0.96 * self.fear - 5.3 * w.change(stocks, 1) / 1e4  # log of the volatility gauge
        days = since_last(w, p["meetings"], p["meeting_days"])
        if days:
            if w.vix0 * math.exp(min(2.0, max(-0.8, self.fear))) > p["pause_vix"] or (
                p["currency"] == "jpy" and w.change(w.no["eq_jp"], p["pause_equity_days"]) < 1e4 * math.log(1 - p["pause_equity_pct"] / 100)):
                sys.exit("pauses are not part of the reference")
            keep = p["smoothing_per_quarter"] ** (days / 63)
            goal = self.begin + p["normalisation_pp"]
            self.path = keep * self.path + (1 - keep) * goal
            taylor = goal + p["inflation_weight"] * p["fx_pass_through_sh"] * (w.x[self.fx] - self.year) / 100
            self.rule = max(min(p["rate_floor_pct"], self.begin), keep * self.rule + (1 - keep) * taylor)
            gap = self.rule - self.path - self.done
            move = 0.25 * math.copysign(math.floor(abs(gap) / 0.25 + 0.5), gap)
            self.done += move
            if self.steps < p["steps_n"]:
                self.steps += 1
                move += p["rate_step_bp"] / 100
            if move != 0:
                w.say(self.id, "policy_rate", w.rate[p["currency"]] + move)
        for name in {"jpy": ("jgb_le10y", "jgb_gt10y"), "eur": ("bund",), "gbp": ("gilt",)}[p["currency"]]:
            if w.change(w.no[name], p["backstop_rise_days"]) > min(p["backstop_10y_bp"], p["backstop_30y_bp"]):
                sys.exit("backstops are not part of the reference")


class USTreasury(Agent):
    def setup(self):
        self.k = [self.w.no[u] for u in UST]
        self.pending = {}
        for b, k in enumerate(self.k):  # borrowing since the last auction before the run
            last = self.w.before
            while not self.auction(last)[b > 0]:
                last = step_back(last)
            self.pending[k] = self.p["net_issuance_usd_bn_per_yr"] * self.p["issue_sh"][b] * year_share(last, self.w.before)
        self.issue = {k: 0.0 for k in self.k}
        self.held_back = {k: 0.0 for k in self.k}  # of what was expected at the next auction
        self.bought = {k: 0.0 for k in self.k}  # today, or not sold though expected
        self.moved = self.owing = self.then = 0.0

    @staticmethod
    def auction(d):
        """Whether bills, and whether notes and bonds, are settled."""
        before = step_back(d)
        mid = d.day >= 15 and (before.day < 15 or before.day > d.day)
        return d.weekday() == 3, mid or step_on(d).month != d.month

    def act(self):
        w, p = self.w, self.p
        bills, notes = self.auction(w.date)
        wednesday = w.date.weekday() == 2
        if since_last(w, p["refundings"], p["refunding_days"]):
            long = (w.x[self.k[2]] + w.x[self.k[3]]) / 2
            beyond = math.copysign(max(0.0, abs(long - self.then) - p["refunding_threshold_bp"]), long - self.then)
            most = min(p["refunding_max_sh"], 1 - p["issue_sh"][0])
            self.moved = min(most, max(-most, self.moved + p["refunding_response_sh_per_10bp"] * beyond / 10))
            self.then = long
        self.bought = {k: 0.0 for k in self.k}
        if wednesday and p["buybacks"]:
            n = p["buyback_days"]
            cheap, k = max((w.change(self.k[b], n) - w.change(w.no[SWAP[b]], n), self.k[b]) for b in (1, 2, 3))
            if cheap > p["buyback_from_bp"]:
                self.bought[k] = p["buyback_usd_bn"]
        for b, k in enumerate(self.k):
            flow = p["net_issuance_usd_bn_per_yr"] * p["issue_sh"][b] * w.share
            self.pending[k] += flow
            self.issue[k] = 0.0
            if b > 0:
                self.held_back[k] += self.moved * flow / (1 - p["issue_sh"][0])
                if notes:
                    self.bought[k] += self.held_back[k]
                    self.held_back[k] = 0.0
            if bills if b == 0 else notes:
                self.issue[k], self.pending[k] = self.pending[k], 0.0
                if b == 0:
                    self.issue[k] += self.owing
                    self.owing = 0.0
                if self.issue[k] != 0:
                    w.say(self.id, "issuance", self.issue[k], instrument=k)
        # What is to be sold counts as cash; more than the target is spent, less is taxed.
        cash = w.cash[self.id]["usd"]
        over = cash + self.owing - p["cash_target_usd_bn"] + sum(self.pending.values()) + sum(self.issue.values())
        if over > 0:
            w.due.append((self.id, "us_households", "usd", min(over, max(0.0, cash))))
        elif over < 0:
            w.due.append(("us_households", self.id, "usd", -over))

    def bid(self, bid, r):
        if r == 0:
            for k in self.k:
                bid.order(k, -self.issue[k] - self.p["surprise_usd_bn_per_yr"] * self.p["issue_sh"][self.k.index(k)] * self.w.share)
                bid.order(k, self.bought[k])
                self.owing += self.bought[k] * self.w.value(k)


class JPMoF(Agent):
    """The ministry, strategies silent and programme."""

    def setup(self):
        self.first = self.treasuries()
        self.today = 0.0
        self.began = self.ended = False
        if self.p["prepare_days"]:
            sys.exit("preparations are not part of the reference")

    def act(self):
        w, p = self.w, self.p
        selling = p["strategy"] == "programme" and 0 <= w.day - p["start_day"] < p["sale_days"]
        pace = p["sale_usd_bn"] / p["sale_days"] if selling else 0.0
        sold = self.first - self.treasuries()
        self.today = min(pace, max(0.0, p["sale_usd_bn"] - sold))
        if self.today > 0 and not self.began:
            self.began = True
            if not p["covert"]:
                w.say(self.id, "sale_started", target="us_trade")
            if p["announce"]:
                w.say(self.id, "sale_announced", p["sale_usd_bn"], target="us_trade")
        over = sold >= p["sale_usd_bn"] - 1e-3 or w.day >= p["start_day"] + p["sale_days"]
        if self.began and not self.ended and self.today == 0 and over:
            self.ended = True
            if not p["covert"]:
                w.say(self.id, "sale_ended", sold, target="us_trade")
        if w.date.weekday() == 2 or w.day == 1:
            self.send("us_fed", "custody_holdings", self.treasuries())

    def bid(self, bid, r):
        w, p = self.w, self.p
        if r > 0:
            return
        what = {"pro_rata": UST, "bills": UST[:1], "notes": UST[1:3], "long": UST[2:]}[p["maturity"]]
        held = {w.no[u]: w.held[self.id][w.no[u]] for u in what}
        proceeds = 0.0
        if self.today > 0:
            for k, q in held.items():
                q = min(self.today * q / sum(held.values()), q)
                bid.order(k, -q)
                proceeds += q * w.value(k)
        if p["proceeds"] == "convert":
            bid.order(w.no["jpy"], proceeds / w.value(w.no["jpy"]))
        if w.day == p["operation_day"]:
            bid.order(w.no["jpy"], p["operation_usd_bn"])


KINDS = {
    "idle": Agent, "real_money": RealMoney, "reserve_manager": ReserveManager, "macro_fund": MacroFund, "dealer": Dealer,
    "rv_fund": RVFund, "fx_dealer": FXDealer, "carry_fund": CarryFund, "fx_investor": FXInvestor, "equity_fund": EquityFund,
    "fed": Fed, "central_bank": CentralBank, "us_treasury": USTreasury, "jp_mof": JPMoF,
}


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "balances.json")) as f:
        balances = json.load(f)
    with open(os.path.join(here, "worlds.json")) as f:
        cases = json.load(f)
    lines = []
    for case in cases:
        w = World(case, balances)
        for _ in range(w.days):
            w.run_day()
        rows = ",\n   ".join("[" + ", ".join(f"{v:.12g}" for v in c) + "]" for c in w.closes[1:])
        lines.append(' {"name": %s, "instruments": %s,\n  "x_bp": [\n   %s]}' % (json.dumps(case["name"]), json.dumps([i["id"] for i in w.ins]), rows))
    print("[\n" + ",\n".join(lines) + "\n]")


if __name__ == "__main__":
    main()
