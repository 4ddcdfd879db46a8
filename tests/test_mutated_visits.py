"""Whatever is answered, damaged in any way, ends in records or in one sentence, and soon.

1,000 examples, the same every time; ``make fuzz`` tries 10,000 others and prints their seed.
"""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutated import TooSlow, limited, mutations, repeatable
from test_source_contract import SAMPLES, check
from test_source_contract import read as records_of

from crawlers.errors import FetchFailed

SECONDS = 5
VISITS = {
    source: [visit for visits in kinds.values() for visit in visits]
    for source, kinds in SAMPLES.items()
}
BODIES = {source: [visit.answer.body for visit in visits] for source, visits in VISITS.items()}
CHARSETS = ["", "; charset=utf-16", "; charset=latin-1", "; charset=big5", "; charset=\xff"]


@st.composite
def mutated_visits(draw):
    """Return a visit whose answer is damaged, and may be called what it is not."""
    source = draw(st.sampled_from(sorted(VISITS)))
    visit = draw(st.sampled_from(VISITS[source]))
    answer = visit.answer._replace(body=draw(mutations(visit.answer.body, BODIES[source])))
    if draw(st.integers(0, 9)) == 0:
        media = draw(st.sampled_from(["text/html", "application/json", "text/plain", ""]))
        said = {"content-type": media + draw(st.sampled_from(CHARSETS))}
        answer = answer._replace(headers=said)
    return visit._replace(answer=answer)


def test_what_takes_too_long_or_too_much_is_found_out():
    for too_much, found in ((lambda: bytearray(400 << 20), MemoryError), (endless, TooSlow)):
        with pytest.raises(found), limited(0.05):
            too_much()


def endless():
    while True:
        pass


def read(visit):
    try:
        return records_of(visit), visit.answer.url
    except FetchFailed as error:
        return [], str(error)


@repeatable
@given(visit=mutated_visits())
def test_a_damaged_answer_ends_in_records_or_in_a_sentence(visit):
    with limited(SECONDS):
        records, sentence = read(visit)
    assert urlsplit(visit.answer.url).hostname in sentence
    assert len(sentence) < 1_000
    for record in records:
        check(record, visit.task.source)
