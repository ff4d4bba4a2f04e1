import re
from importlib.resources import files
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stepward.adapters.catalogue.printed_files import read_printed
from stepward.core.lint import lint_table
from stepward.shells.web.lint.marked import mark
from stepward.shells.web.lint.published import published

EXAMPLE = files("stepward.data").joinpath("examples", "invented-hospital-sheet.csv").read_text(encoding="utf-8")
RIGHT = {"3,1,10,15,25,": "3,1,10,15,2.5,", "2.5,0.2,3.74": "2.5,2,3.74", "15.34": "15.74", "10,3,2,": "10,3,20,"}
ALIASES = "\n".join(f"{new}: [{', '.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True))
BOMB = f"id: x\na: &a [x, x]\n{ALIASES}\nsteps: *i\n"


HEADER = "step,solution,rate_ml_h,minutes,volume_ml,dose,cumulative\n"
HOSTILE = {
    "empty": b"",
    "zeros": b"\x00" * 100,
    "every byte": bytes(range(256)) * 40,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 500,
    "UTF-16": "step,dose\n1,2".encode("utf-16"),
    "half of UTF-16": b"\xff\xfe\x00",
    "only a mark": b"\xef\xbb\xbf",
    "2 MiB": b"x" * (2 * 1024 * 1024),
    "many columns": b"step," * 200_000,
    "many digits": f"# solution 1: {'1' * 900}\n{HEADER}1,1,{'9' * 900}\n".encode(),
    "a long line of digits": b"# solution 1: " + b"1" * 1_000_000,
    "open brackets": b"[" * 1_000_000,
    "open braces": b"id: " + b"{a: " * 5_000,
    "an open quote": b'step,dose\n1,"' + b"2\n" * 400_000,
    "a long list": b"id: x\na: [" + b"1," * 400_000 + b"1]\nsteps: []\n",
    "a long cell": b"id: x\nsteps:\n  - {n: 1, dose: " + b"1" * 900_000 + b"}\n",
    "no rows": b"steps: 5\n",
    "rows that are numbers": b"id: x\nsteps: [1, 2, 3]\n",
    "a call": b"!!python/object/apply:os.system ['true']\n",
    "a bomb": BOMB.encode(),
    "a column twice": b"step,rate,rate\n1,2,3\n",
    "a quote": b'step,dose\n"1,2\n3,4\n',
    "zero and more": f"{HEADER}1,1,0,0,0,0,0\n2,1,1e99,15,0,0,0\n".encode(),
    "other digits": "step,dose\n1,٣\n2,½\n".encode(),
    "300 rows": HEADER.encode() + b"\n".join(b"%d,1,2,15,0.5,0.04,0.04" % number for number in range(1, 300)),
    "5,000 rows": HEADER.encode() + b"\n".join(b"%d,1,2,15,0.5,0.04,0.04" % number for number in range(1, 5000)),
}


def post(client: Client, text: str = "", **more: object) -> str:
    answer = client.post("/lint/", {"text": text, **more})
    assert answer.status_code == 200
    return answer.text


def upload(client: Client, content: bytes, name: str = "table.csv") -> str:
    return post(client, file=SimpleUploadedFile(name, content))


def sound() -> str:
    text = EXAMPLE.replace("147.375", "174.375")
    for wrong, right in RIGHT.items():
        text = text.replace(wrong, right)
    return text


class TestStart:
    def test_needs_no_login_and_says_so(self, client: Client) -> None:
        page = client.get("/lint/").text

        assert "No login. Nothing is stored." in page
        assert 'name="text"' in page
        assert 'type="file"' in page
        assert "Show an invented example" in page

    def test_asks_for_a_table_where_none_is_given(self, client: Client) -> None:
        assert "Paste a table or choose a file." in post(client)
        assert "Paste a table or choose a file." in post(client, " \n\t ")


class TestVerdict:
    def test_shows_the_example_with_one_press(self, client: Client) -> None:
        page = post(client, example="1")

        assert "5 cells contradict the others" in page
        assert re.findall(r"<h3>(.*?)</h3>", page)[:5] == [
            "Step 3, volume: 25\u00a0mL",
            "Step 6, dose: 0.2\u00a0mg",
            "Step 8, given so far: 15.34\u00a0mg",
            "Step 10, rate: 2\u00a0mL/h",
            "Step 12, time: 147.375\u00a0min",
        ]
        assert "Ten times too large." in page
        assert "Two digits are swapped." in page

    def test_strikes_the_printed_value_beside_the_computed_one(self, client: Client) -> None:
        page = post(client, example="1")

        assert re.findall(r"<s>(.*?)</s>", page) == ["25", "0.2", "15.34", "2", "147.375"]
        assert re.findall(r'id="fault-(\d)"', page) == ["1", "2", "3", "4", "5"]

    def test_names_the_nearest_published_protocol_with_a_link(self, client: Client) -> None:
        page = post(client, example="1")

        assert re.findall(r'<a href="(/protocols/.*?)">Open', page)[0] == "/protocols/12-step/"

    def test_of_a_sound_table_is_that_all_agree(self, client: Client) -> None:
        page = post(client, sound())

        assert re.search(r"\d+ cells checked, all agree", page)
        assert "<s>" not in page

    def test_of_one_fault_is_singular(self, client: Client) -> None:
        assert "1 cell contradicts the others" in post(client, sound().replace("0.34", "0.43"))

    def test_may_be_that_nothing_can_be_checked(self, client: Client) -> None:
        assert "Nothing in this table can be checked" in post(client, "step,dose\n1,5\n2,10\n")

    def test_reads_a_decimal_comma_where_it_is_declared(self, client: Client) -> None:
        rows = ("1;1;2;15;0,5;0,04", "2;1;5;15;1,25;0,2")
        text = "\n".join(("# solution 1: 250 mL, 0,08 mg/mL", "step;solution;rate;minutes;volume;dose", *rows))

        page = post(client, text, decimal_comma="1")

        assert "1 cell contradicts the others" in page
        assert "Step 2, dose: 0.2" in page

    @pytest.mark.parametrize("name", ["bwh-12-step-ceftazidime-2000mg", "efavirenz-7-day"])
    def test_reads_yaml_as_text_and_as_a_file(self, client: Client, name: str) -> None:
        content = files("stepward.data").joinpath("printed", f"{name}.yaml").read_bytes()

        assert 'id="verdict"' in post(client, content.decode())
        assert f"{name}.yaml" in upload(client, content, f"{name}.yaml")

    def test_hatches_what_is_left_open(self, client: Client) -> None:
        page = post(client, EXAMPLE.replace("1,1,2,15,0.5,0.04,0.04", "1,1,2,15,0.5,as ordered,0.04"))

        assert "Left open" in page
        assert 'class="left-open"' in page


class TestHostileUploads:
    @pytest.mark.parametrize("what", HOSTILE)
    @pytest.mark.parametrize("name", ["table.csv", "table.yaml", "noname"])
    def test_get_an_answer_and_never_a_failure(self, client: Client, what: str, name: str) -> None:
        page = upload(client, HOSTILE[what], name)

        assert "<h1>Check a table</h1>" in page

    def test_larger_than_1_mib_are_refused_in_words(self, client: Client) -> None:
        assert "Larger than 1 MiB" in upload(client, b"1,2\n" * 600_000)
        assert "Larger than 1 MiB" in post(client, "1,2\n" * 600_000)

    def test_larger_than_anything_are_refused(self, client: Client) -> None:
        assert client.post("/lint/", {"text": "1" * (5 * 1024 * 1024)}).status_code == 413

    def test_have_their_markup_escaped(self, client: Client) -> None:
        nasty = "<script>alert(1)</script>"
        head = f"# title: {nasty}\n# solution {nasty}: 250 mL, 0.08 mg/mL\nstep,solution,dose,note {nasty}\n"
        text = f"{head}{nasty},1,{nasty},{nasty}\n"

        page = post(client, text) + upload(client, text.encode(), f"{nasty}.csv")

        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page

    def test_say_which_line_cannot_be_read(self, client: Client) -> None:
        page = upload(client, b"id: x\nsteps:\n  - {n: 1, dose: [2}\n", "table.yaml")

        assert "This table cannot be read" in page
        assert re.search(r"line \d", page)

    def test_leave_nothing_behind(self, client: Client, caplog: pytest.LogCaptureFixture) -> None:
        before = {path for path in Path(settings.DATA_DIR).rglob("*") if path.suffix != ".sqlite3-wal"}

        upload(client, b"patient Ruiz, Marta\n" * 20_000)

        assert {path for path in Path(settings.DATA_DIR).rglob("*") if path.suffix != ".sqlite3-wal"} == before
        assert "Ruiz" not in caplog.text

    def test_come_only_with_the_token_of_the_page(self, client: Client) -> None:
        del client

        assert Client(enforce_csrf_checks=True).post("/lint/", {"text": EXAMPLE}).status_code == 403


class TestMarked:
    @pytest.mark.parametrize("name", sorted(published()))
    def test_keeps_every_printed_cell_and_every_fault(self, name: str) -> None:
        table = published()[name]
        result = lint_table(table)

        marked = mark(result)

        assert len(marked.faults) == len(result.faults)
        assert [row.name for row in marked.steps.rows] == [row.name for row in table.steps]
        for row, printed in zip(marked.steps.rows, table.steps, strict=True):
            cells = sorted(text for cell in row.cells if (text := cell.before + cell.printed + cell.after))
            assert cells == sorted(text for key, text in printed.cells.items() if text and key != "solution")

    def test_numbers_the_faults_from_top_to_bottom(self) -> None:
        marked = mark(lint_table(read_printed(EXAMPLE.encode(), name="x.csv")))

        numbers = [cell.number for row in marked.steps.rows for cell in row.cells if cell.is_fault]
        assert numbers == [1, 2, 3, 4, 5]

    def test_strikes_only_the_part_of_a_text_that_is_wrong(self) -> None:
        marked = mark(lint_table(published()["michigan-amiodarone-150mg"]))

        cell = next(cell for row in marked.solutions.rows for cell in row.cells if cell.number == 1)
        assert cell.printed == "100 mL"
        assert cell.before.startswith("remove 12 mL from a")
