"""Files that were damaged in any way end in rows or in one sentence: no traceback, no hang.

1,000 examples, the same every time; ``make fuzz`` tries 10,000 others and prints their seed.
"""

import io
import zipfile

import pytest
from databases import in_memory
from file_samples import SAMPLES, packed
from hypothesis import given
from hypothesis import strategies as st
from mutated import limited, mutations, repeatable

from crawlers.files import Options, import_files
from crawlers.files.forms import FORMS
from influence.errors import InfluenceError

OTHERS = [sample for name, each in SAMPLES.items() for sample in each if name != "spreadsheet"]
CONTENTS = [sample.content for sample in OTHERS]
SECONDS = 20
PACKED = [sample for sample in SAMPLES["spreadsheet"] if sample.content.startswith(b"PK")]


@st.composite
def mutated_files(draw):
    """Return a sample whose content is damaged; of a workbook mostly what is packed in it."""
    if draw(st.integers(0, 24)):
        sample = draw(st.sampled_from(OTHERS))
        return sample._replace(content=draw(mutations(sample.content, CONTENTS)))
    sample = draw(st.sampled_from(PACKED))
    if draw(st.integers(0, 4)) == 0:
        return sample._replace(content=draw(mutations(sample.content, CONTENTS)))
    with zipfile.ZipFile(io.BytesIO(sample.content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    damaged = draw(st.sampled_from(sorted(members)))
    members[damaged] = draw(mutations(members[damaged], CONTENTS))
    return sample._replace(content=packed(members))


def dump(db):
    """Return how many rows each table of what was imported holds."""
    tables = ("accounts", "posts", "interactions", "interaction_counts", "follows", "coverage")
    return [db.execute(f"select count(*) from {table}").fetchone()[0] for table in tables]  # noqa: S608


@pytest.fixture(scope="module")
def rehearsal():
    """Return a database, and a folder that files are written to."""
    return in_memory()


def imported(db, folder, sample):
    """Import one file as a rehearsal, and return the problems; every one has a place."""
    path = folder / sample.file
    path.write_bytes(sample.content)
    problems = []
    options = Options(asked=sample.asked, dry_run=True, on_problem=problems.append)
    with limited(SECONDS):
        reports = list(import_files(db, [str(path)], options))
    assert sum(report.rejected + report.kept for report in reports) == len(problems)
    for problem in problems:
        assert problem.file == str(path)
        assert problem.line >= 1
        assert problem.reason
    return problems


def test_every_form_has_a_sample_and_reads_it_whole(rehearsal, tmp_path):
    assert {form.name for form in FORMS} == set(SAMPLES)
    for name, samples in SAMPLES.items():
        for sample in samples:
            path = tmp_path / sample.file
            path.write_bytes(sample.content)
            options = Options(asked=sample.asked, dry_run=True)
            (report,) = import_files(rehearsal, [str(path)], options)
            assert report.form.name == name, sample.file
            assert report.rows > report.rejected, sample.file


@repeatable
@given(sample=mutated_files())
def test_a_damaged_file_ends_in_rows_or_in_a_sentence(rehearsal, tmp_path_factory, sample):
    folder = tmp_path_factory.getbasetemp()
    try:
        imported(rehearsal, folder, sample)
    except InfluenceError as error:
        sentence = str(error)
        assert sample.file in sentence
        assert len(sentence) < 2_000
    assert dump(rehearsal) == [0] * 6
