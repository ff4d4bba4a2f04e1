"""Labels as a printer makes them: codes that scan, and words that fit."""

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pypdf
import pytest
import zxingcpp
from numpy.typing import NDArray

from stepward.adapters.documents.label_code import code_words, read_code
from stepward.adapters.documents.labels_paper import (
    LabelCodeTooLong,
    duration_text,
    how,
    keeps_words,
    label_words,
    labels_pdf,
    use_sentence,
)
from stepward.core.preparation.bench import Filling
from stepward.core.preparation.labels import Label, LabelIdentity, OrderWords, PatientWords, labels_of
from stepward.core.preparation.preparing import prepare
from stepward.core.quantities import Activity, Duration, Rate, Strength, Volume
from tests.adapters.documents.paper_reading import plain
from tests.core.preparation.benches import BENCH, ladder, product
from tests.core.preparation.test_labels import NOW, made

DOTS = 203
LEAST_POINTS = 8
PATIENT = PatientWords(name="Ruiz, Marta", born=date(1971, 3, 14), identifier="INV 0047 1180", is_invented=True)
needs_renderer = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no pdftoppm to draw pages with")


def some() -> tuple[Label, ...]:
    return labels_of(made(), OrderWords(order="S0311", patient=PATIENT, made_at=dict.fromkeys((1, 2, 3), NOW)))


def mixes() -> tuple[Label, ...]:
    found = prepare(ladder("20-step"), product(hazardous=True), replace(BENCH, filling=Filling.EMPTY_CONTAINER))
    return labels_of(found, OrderWords(order="3F2A91C0", caption="plan"))


def longest() -> Label:
    label = some()[0]
    rate, first = Fraction("12.5"), replace(label.steps[0], duration=Duration(Fraction(15)))
    steps = tuple(replace(first, number=9 + item, rate=Rate(rate * (item + 1))) for item in range(6))
    return replace(
        label,
        patient=replace(PATIENT, name="Featherstonehaugh-Cholmondeley, Maximili", identifier="INV 0047 1180 2233 4455"),
        drug="trastuzumab-anns-hyaluronidase conjugate (biosimilar)",
        amount=Activity(Fraction("1845362.5")),
        volume=Volume(Fraction("1845.362")),
        strength=Strength(Activity(Fraction("1845.362"))),
        wanted=Strength(Activity(Fraction(1845))),
        diluent="5 % dextrose and 0.9 % sodium chloride",
        steps=steps,
        uses=Volume(Fraction("1000.123")),
        lines=Volume(Fraction(20)),
        discard=Volume(Fraction("845.239")),
        after=11,
        is_hazardous=True,
        identity=LabelIdentity(order="ABCDEFGHIJKL", solution=12, bag=99),
        count=12,
        notes=("Light: protect from light.", "PVC: not in a container with DEHP: glass, polypropylene or polyolefin."),
    )


def printed(*labels: Label) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(labels_pdf(labels, printed_at=NOW)))


def pictures(folder: Path, *labels: Label) -> list[NDArray[np.uint8]]:
    """Draw each page as a printer of 203 dots an inch does."""
    (folder / "labels.pdf").write_bytes(labels_pdf(labels, printed_at=NOW))
    subprocess.run(
        [str(shutil.which("pdftoppm")), "-r", str(DOTS), "-gray", "labels.pdf", "page"], cwd=folder, check=True
    )
    return [_picture(path) for path in sorted(folder.glob("page-*.pgm"))]


def _picture(path: Path) -> NDArray[np.uint8]:
    _, size, _, pixels = path.read_bytes().split(b"\n", 3)
    width, height = (int(part) for part in size.split())
    return np.frombuffer(pixels, np.uint8).reshape(height, width)


def photocopied(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Blur over three dots, turn by none, and leave black or white with specks."""
    padded = np.pad(picture.astype(np.uint16), 1, mode="edge")
    height, width = picture.shape
    total = sum(padded[row : row + height, column : column + width] for row in range(3) for column in range(3))
    copied = np.where(np.asarray(total) // 9 > 140, 255, 0).astype(np.uint8)
    specks = np.random.default_rng(7).random(picture.shape) < 0.002
    copied[specks] = 255 - copied[specks]
    return copied


def code_in(picture: NDArray[np.uint8]) -> str:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.barcode_formats_from_str("DataMatrix"))
    assert len(found) == 1
    return found[0].symbology_identifier + found[0].bytes.decode()


def words_on(reader: pypdf.PdfReader, page: int = 0) -> str:
    return " ".join(plain(reader.pages[page].extract_text()).split())


@needs_renderer
class TestCode:
    @pytest.mark.parametrize("labels", [some(), mixes(), (longest(),)], ids=["solutions", "intermediates", "longest"])
    def test_scans_as_printed_and_as_copied_twice(self, labels: tuple[Label, ...], tmp_path: Path) -> None:
        for label, picture in zip(labels, pictures(tmp_path, *labels), strict=True):
            assert read_code(code_in(picture)) == code_words(label)
            assert read_code(code_in(photocopied(photocopied(picture)))) == code_words(label)

    def test_has_a_quiet_zone_of_four_modules(self, tmp_path: Path) -> None:
        for label in (some()[0], longest()):
            folder = tmp_path / label.identity.order
            folder.mkdir()
            (picture,) = pictures(folder, label)
            place = zxingcpp.read_barcodes(picture, formats=zxingcpp.barcode_formats_from_str("DataMatrix"))[0].position
            words: Any = label_words(label)
            quiet, side = 4 * words["dots"], words["modules"] * words["dots"]
            left, top = place.top_left.x, place.top_left.y
            inside = picture[
                top - quiet + 2 : top + side + quiet - 2, left - quiet + 2 : left + side + quiet - 2
            ].copy()
            inside[quiet - 4 : quiet + side + 2, quiet - 4 : quiet + side + 2] = 255

            assert inside.min() > 200

    def test_has_modules_of_half_a_millimeter_or_more(self) -> None:
        for label in (*some(), *mixes(), longest()):
            dots: Any = label_words(label)["dots"]
            assert dots * Fraction(254, 10) / DOTS >= Fraction(1, 2)

    @pytest.mark.parametrize("label", [*some(), *mixes(), longest()], ids=lambda item: str(item.identity))
    def test_stands_clear_of_words_that_run_over(self, label: Label, tmp_path: Path) -> None:
        (picture,) = pictures(tmp_path, label)
        rule, foot = 455, 470  # the rule above the foot lies between; above it nothing may touch it
        rows = picture[rule - 2 : rule + 2, 8:590]

        assert rows.min() > 200
        assert picture[foot - 14 : foot - 6, 8:590].min() < 100


class TestWords:
    def test_are_one_page_of_100_by_70_mm_each(self) -> None:
        reader = printed(*some())

        assert len(reader.pages) == 3
        for page in reader.pages:
            assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (283, 198)

    def test_say_everything_that_the_nurse_checks(self) -> None:
        text = words_on(printed(*some()), 1)

        for part in (
            "Solution", "of 3", "Ruiz, Marta", "INVENTED", "14 Mar 1971", "INV 0047 1180", "cefTAZidime",
            "200 mg in 250 mL saline", "0.8", "mg/mL", "steps 5, 6, 7, 8", "5, 10, 20, 40 mL/h", "15 min each",
            "18.75 mL", "Discard the rest: 231.25 mL", "Comes after solution 1", "Protect from light",
            "22 Nov 08:20", "22 Nov 20:20", "Prepared by", "Checked by", "S0311-2-1", "Check character",
        ):  # fmt: skip
            assert part in text, part

    def test_leave_room_for_what_is_not_known(self) -> None:
        text = words_on(printed(*labels_of(prepare(ladder(), product(hazardous=None), BENCH), OrderWords(order="X"))))

        assert "Patient label here" in text
        assert "Unknown: write it" in text
        assert "Hazardous or not: not on file" in text

    def test_say_that_an_intermediate_is_never_given(self) -> None:
        text = words_on(printed(*mixes()), 0)

        assert "Intermediate" in text
        assert "Never to be given" in text
        assert "HAZARDOUS" in text

    def test_are_never_under_8_points(self) -> None:
        sizes: list[float] = []

        def note(text: str, _cm: Any, matrix: Any, _font: Any, size: float) -> None:
            if text.strip():
                sizes.append(abs(size * matrix[3]))

        for page in printed(*some(), *mixes(), longest()).pages:
            page.extract_text(visitor_text=note)

        assert len(sizes) > 100
        assert min(sizes) >= LEAST_POINTS - 0.01

    def test_keep_the_longest_words_whole(self) -> None:
        text = words_on(printed(longest()))

        for part in (
            "Maximili", "INV 0047 1180 2233 4455", "(biosimilar)", "1,845,362.5 units", "1,845.362", "units/mL",
            "12.5, 25, 37.5, 50, 62.5, 75 mL/h", "1,000.123 mL", "845.239 mL", "HAZARDOUS", "see the worksheet",
        ):  # fmt: skip
            assert part in text, part

    def test_give_the_same_bytes_for_the_same_labels(self) -> None:
        assert labels_pdf(some(), printed_at=NOW) == labels_pdf(some(), printed_at=NOW)


class TestHow:
    def test_gives_doses_where_no_pump_runs(self) -> None:
        step = replace(some()[0].steps[0], rate=None, duration=None, volume=Volume(Fraction(1, 10)))

        assert how([step]) == ["one dose of ", "0.1\u00a0mL", ""]
        assert how([step, step]) == ["one dose a step: ", "0.1, 0.1\u00a0mL", ""]
        assert how([replace(step, volume=None)])[1] == step.dose.people()

    def test_names_a_last_step_of_another_length(self) -> None:
        assert how(some()[2].steps)[2] == ", 15\u00a0min each, step\u00a012 for 174.375\u00a0min"

    def test_names_each_time_where_they_differ(self) -> None:
        step = some()[0].steps[0]
        times = [replace(step, duration=Duration(Fraction(minutes))) for minutes in (15, 30, 20)]

        assert how(times)[2] == ", for 15, 30, 20\u00a0min"
        assert how(times[:1])[2] == ", 15\u00a0min"

    def test_says_from_when_the_use_before_time_counts(self) -> None:
        label = some()[0]

        assert keeps_words(label) == ""
        assert keeps_words(replace(label, use_before=None)) == "12\u00a0h after making"
        assert keeps_words(replace(label, use_before=None, lasts=None)) == "Unknown: write it"

    def test_says_what_the_line_takes_and_when_all_is_used(self) -> None:
        label = replace(some()[0], lines=Volume(Fraction(20)))

        assert use_sentence(label)["rest"] == ", 20\u00a0mL of it for the line. Discard the rest: 240.95\u00a0mL."
        assert use_sentence(replace(label, discard=Volume(Fraction(0)))) == {"uses": "all of it", "rest": "."}

    def test_writes_whole_hours(self) -> None:
        assert duration_text(Duration(Fraction(720))) == "12\u00a0h"
        assert duration_text(Duration(Fraction(90))) == "90\u00a0min"


def test_a_code_that_would_be_too_fine_is_refused() -> None:
    step = some()[0].steps[0]
    steps = tuple(replace(step, number=item) for item in range(1, 99, 2))

    with pytest.raises(LabelCodeTooLong, match="too many"):
        labels_pdf([replace(some()[0], steps=steps[:28])], printed_at=NOW)
