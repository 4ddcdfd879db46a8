"""Every constant of the default score, in one place, each with its reason."""

MIN_POSTS = 3
"""Floor: with fewer posts one lucky post is the whole record (the paper asks three as well)."""

MIN_AMPLIFIERS = 5
"""Floor: under five different people the number says more about them than about the account."""

PHI_BOUNDS = (0.01, 1000.0)
"""Search range of the post-level dispersion; 1000 is as good as Poisson."""

PHI_DEFAULT = 1.0
"""Post-level dispersion where it cannot be fitted: real sets gave 1.1 and 2.5, worlds .2 to .7."""

PHI_MIN_ACCOUNTS = 50
"""Accounts with two posts and two amplifications that a fit of the dispersion needs."""

POST_SPREAD_BOUNDS = (0.3, 3.0)
"""Search range of the spread of single posts; below, a step of the grid would not see it, and
the negative binomial fits as well."""

POST_SPREAD_SAMPLE = 2000
"""Accounts that the fit of the spread looks at: it is known to a hundredth by then."""

KAPPA_BOUNDS = (0.02, 50.0)
"""Search range of the Gamma shapes of quality and receptivity."""

KAPPA_ROUNDS = (0, 3, 8)
"""Rounds at which the Gamma shapes are fitted anew; later ones change nothing that is printed."""

PRIOR_KAPPA_BOUNDS = (0.02, 20.0)
"""Search range of the dispersion of accounts around what their audience promises."""

RIDGE = 0.01
"""Weak pull of the standardised slopes to 0, so that two equal features do not run apart."""

GRID_HALF_WIDTH, GRID_STEP = 8.0, 0.2
"""Grid of log(influence / promise): a factor of 3000 either way, steps of a fifth."""

SPREAD_BOUNDS = (0.15, 4.0)
"""Range of the prior's standard deviation in log units."""

SHIFT_SCALE, SLOPE_SCALE = 0.5, 0.5
"""Scales of the weak penalties on the prior's shift and on its slope over audience size."""

SIMPLEX = 0.4
"""First step of the simplex search: scipy's own step at 0 is 2.5e-4 and stops at once."""

SIZE_STEP = 0.05
"""Audience size is rounded to this many standard deviations while the prior's shape is fitted."""

CASES_SHARE = 0.25
"""Accounts of which the same is known are worked out together where so few are different."""

MANY_ACCOUNTS, SAMPLE_STEP = 200_000, 10
"""So many accounts are fitted from the optimum of every tenth of them, which is nearly theirs;
with 75,000 the search for it costs more than it spares."""

NEWTON_STEPS, NEWTON_CLOSE = 6, 2e-4
"""Newton's steps end with one so short: the next would be of the order of its square."""

CORNER_ROUGH = 0.1
"""A simplex search of a sample ends with one so small: Newton's steps go on from there."""

CORNER_SIMPLEX, CORNER_EXACT = 0.01, 1e-8
"""First and last size of the simplex that looks for the bottom of a curve with corners."""

CORNER_GAIN = 1e-3
"""Newton's steps with corners end with one that gains so little log likelihood, of all accounts;
what the next would gain is of the order of its square."""

CORNER_SHARE = 0.25
"""Where more accounts than these have a spread at its bound, the loss can have several optima of
which a sample does not tell (seen in worlds about as unequal as a bound)."""

LADDER = (4, 16, 64)
"""Half-lives of the recency ladder, as fractions of the window."""

KAPPA_RECENT = 20.0
"""A recent window takes over once it holds more than about this many amplifications (10 to 40
are level on a real week of reposts)."""

GUARD_SHARE = 0.1
"""One amplifier counts for at most this share of the posts (or one post) under the guard."""

GUARD_RATIO = 2.0
"""The guard's number is used, and the account flagged, where it is less than half of the other:
always on it costs honest accounts .011 to .023 capture@100, so triggered .001."""

INTERVAL_PSI = 10.0
"""Account-level dispersion that widens the interval for drift in quality, where the drift cannot be
measured: no times, or too few accounts."""

PSI_BOUNDS = (1.0, 200.0)
"""Dispersion of halves of the window: from a quality that doubles or halves to one that moves by a
tenth. No interval is narrower than that: the model itself is not better."""

PSI_MIN_POSTS = 4
"""Accounts with fewer posts or amplifications tell nothing of drift."""

INTERVAL_LEVEL = 0.95
"""Nominal level that gives about 90 % in worlds which break the model; 90 nominal gave 82."""

MIN_EXPOSURES = 30
"""Own passivity is not told under this many exposures: silence on a few posts means nothing."""

PAIRS_AT_ONCE = 32_768
"""Pairs that are looked at at once, so that what is made of them stays in the processor's cache."""

KNOWN_SHARE = 0.5
"""A feature is used where at least this share of the candidates has it."""

TOLERANCE, MAX_ROUNDS = 1e-10, 2000
"""Stage 1 stops when no log quality moves by more than the tolerance."""

EVIDENCE_GRADES = ((100, 30, 30), (30, 10, 15))
"""Amplifications, posts and distinct amplifiers for grade A and B: counting error of about 10 and
18 %. The floor is C; below it D, not rated."""
