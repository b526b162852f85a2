"""Reference values of the maps in maps.json, from their formulas with 50 digits (mpmath 1.3).

Every case: psi, temperature, weights w, x = map(psi), and the gradient of sum(w * x) by central differences with step 1e-18.
Nothing here follows the order of computation of the library: isotonic regression is the min-max formula, LapSum bisection,
the nearest permutation enumeration, transport alternating exact projections. Run: python3 maps.py > maps.json
"""
import itertools
import json
import random

from mpmath import atan, exp, expm, log, logm, matrix, mp, mpf, pi

mp.dps = 50
random.seed(7)


def falling(s):
    return sorted(range(len(s)), key=lambda i: -s[i])


def columns_softmax(logit, n):
    x = matrix(n, n)
    for j in range(n):
        weights = [exp(logit(i, j)) for i in range(n)]
        for i in range(n):
            x[i, j] = weights[i] / sum(weights)
    return x


def neural_sort(psi, t):
    n = psi.rows
    distance = [sum(abs(psi[i, 0] - psi[k, 0]) for k in range(n)) for i in range(n)]
    return columns_softmax(lambda i, j: ((n - 1 - 2 * j) * psi[i, 0] - distance[i]) / t, n)


def soft_sort(power):
    def of(psi, t):
        n = psi.rows
        s = sorted([psi[i, 0] for i in range(n)], reverse=True)
        return columns_softmax(lambda i, j: -abs(s[j] - psi[i, 0]) ** power / t, n)
    return of


def projection(z, w, entropic):
    n = len(z)
    order = falling(z)
    s = [z[i] for i in order]

    def level(a, b):
        if entropic:
            return log(sum(exp(s[k]) for k in range(a, b + 1))) - log(sum(exp(w[k]) for k in range(a, b + 1)))
        return sum(s[k] - w[k] for k in range(a, b + 1)) / (b + 1 - a)

    p = [mpf(0)] * n
    for k in range(n):
        v = min(max(level(a, b) for b in range(k, n)) for a in range(k + 1))
        p[order[k]] = s[k] - v
    return p


def soft_ranks(entropic):
    def of(psi, t):
        n = psi.rows
        places = [mpf(n - k) for k in range(n)]
        z = [-psi[i, 0] / t for i in range(n)]
        if entropic:
            r = [exp(v) - 1 for v in projection(z, [log(v) for v in places], True)]
        else:
            r = [v - 1 for v in projection(z, places, False)]
        x = matrix(n, n)
        for i in range(n):
            for j in range(n):
                x[i, j] = max(mpf(0), 1 - abs(r[i] - j))
        return x
    return of


def lap_sum(psi, t):
    n = psi.rows
    s = [psi[i, 0] for i in range(n)]

    def laplace(u):
        return exp(u) / 2 if u < 0 else 1 - exp(-u) / 2

    shares = [[mpf(0)] * n]
    for k in range(1, n):
        low, high = min(s) - 60 * t, max(s) + 60 * t
        for _ in range(200):
            middle = (low + high) / 2
            if sum(laplace((v - middle) / t) for v in s) > k:
                low = middle
            else:
                high = middle
        shares.append([laplace((v - low) / t) for v in s])
    shares.append([mpf(1)] * n)
    x = matrix(n, n)
    for i in range(n):
        for j in range(n):
            x[i, j] = shares[j + 1][i] - shares[j][i]
    return x


def network(swap, bitonic, hard):
    def of(psi, t):
        n = psi.rows
        v = [psi[i, 0] for i in range(n)]
        product = mp.eye(n)
        layers = []
        if bitonic:
            assert n == 4
            layers = [[(0, 1), (2, 3)], [(0, 3), (1, 2)], [(0, 1), (2, 3)]]
        else:
            layers = [[(p, p + 1) for p in range(k % 2, n - 1, 2)] for k in range(n)]
        for layer in layers:
            mix = mp.eye(n)
            after = list(v)
            for p, q in layer:
                a = swap((v[p] - v[q]) / t)
                mix[p, p] = mix[q, q] = a
                mix[p, q] = mix[q, p] = 1 - a
                after[p] = max(v[p], v[q]) if hard else a * v[p] + (1 - a) * v[q]
                after[q] = min(v[p], v[q]) if hard else (1 - a) * v[p] + a * v[q]
            v = after
            product = mix * product
        return product.T
    return of


def logistic(u):
    return 1 / (1 + exp(-u))


def cauchy(u):
    return mpf(1) / 2 + atan(u) / pi


def optimal(u):
    if abs(u) <= mpf(1) / 4:
        return u + mpf(1) / 2
    return (1 if u > 0 else 0) - 1 / (16 * u)


def real(m):
    return m.apply(lambda v: v.real)


def orthogonal_path(psi, t):
    n = psi.rows
    o = real(expm(psi - psi.T, method="taylor"))
    places = max(itertools.permutations(range(n)), key=lambda p: sum(o[i, p[i]] for i in range(n)))
    q = matrix(n, n)
    d = mp.eye(n)
    if sum(places[i] > places[k] for i in range(n) for k in range(i + 1, n)) % 2:
        d[n - 1, n - 1] = -1
    for i in range(n):
        q[i, places[i]] = 1
    q = q * d
    return q * real(expm(t * logm(q.T * o), method="taylor")) * d


def threshold(values, mass, t):
    low = min(-v for v in values) - 10 * t
    high = max(-v for v in values) + 10 * t
    for _ in range(190):
        middle = (low + high) / 2
        if sum(mass((v + middle) / t) for v in values) > 1:
            high = middle
        else:
            low = middle
    return low


def transport(mass):
    def of(psi, t):
        n = psi.rows
        b = [mpf(0)] * n
        for _ in range(260):
            a = [threshold([psi[i, j] + b[j] for j in range(n)], mass, t) for i in range(n)]
            b = [threshold([psi[i, j] + a[i] for i in range(n)], mass, t) for j in range(n)]
        x = matrix(n, n)
        for i in range(n):
            for j in range(n):
                x[i, j] = mass((psi[i, j] + a[i] + b[j]) / t)
        return x
    return of


def quadratic(u):
    return max(mpf(0), u)


def tsallis(u):
    return (1 + u / 2) ** 2 if u > -2 else mpf(0)


def numbers(rows, columns):
    m = matrix(rows, columns)
    for i in range(rows):
        for j in range(columns):
            m[i, j] = mpf(round(random.gauss(0, 1), 3))
    return m


def listed(m):
    return [[float(m[i, j]) for j in range(m.cols)] for i in range(m.rows)]


def case(name, of, n, columns, t, gradient=True):
    psi = numbers(n, columns)
    w = numbers(n, n)
    t = mpf(t)
    grad = matrix(n, columns)
    h = mpf(10) ** -18
    for i in range(n if gradient else 0):
        for j in range(columns):
            values = []
            for sign in (1, -1):
                moved = psi.copy()
                moved[i, j] += sign * h
                x = of(moved, t)
                values.append(sum(w[a, b] * x[a, b] for a in range(n) for b in range(n)))
            grad[i, j] = (values[0] - values[1]) / (2 * h)
    return {"map": name, "psi": listed(psi), "temperature": float(t), "w": listed(w), "x": listed(of(psi, t)),
            "gradient": listed(grad) if gradient else []}


cases = []
for temperature in ("0.3", "1.5"):
    cases.append(case("neural-sort", neural_sort, 6, 1, temperature))
    cases.append(case("soft-sort", soft_sort(1), 6, 1, temperature))
    cases.append(case("soft-sort-2", soft_sort(2), 6, 1, temperature))
    cases.append(case("soft-ranks", soft_ranks(False), 6, 1, temperature))
    cases.append(case("soft-ranks-entropic", soft_ranks(True), 6, 1, temperature))
    cases.append(case("lap-sum", lap_sum, 6, 1, temperature))
    cases.append(case("network-logistic", network(logistic, False, False), 5, 1, temperature))
    cases.append(case("network-cauchy", network(cauchy, False, False), 5, 1, temperature))
    cases.append(case("network-optimal", network(optimal, False, False), 5, 1, temperature))
    cases.append(case("network-bitonic", network(logistic, True, False), 4, 1, temperature))
    cases.append(case("network-hard", network(logistic, False, True), 5, 1, temperature))
    cases.append(case("transport-tsallis", transport(tsallis), 3, 3, temperature, False))
    cases.append(case("transport-quadratic", transport(quadratic), 3, 3, temperature, False))
for temperature in ("0.3", "0.9"):
    cases.append(case("orthogonal-path", orthogonal_path, 4, 4, temperature))
print(json.dumps(cases))
