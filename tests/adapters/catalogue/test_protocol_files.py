"""Protocol files that are broken or odd: refused in one sentence that says what, where and what was expected."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.adapters.catalogue.protocol_files import MOST_BYTES, UnreadableProtocol, read_protocol
from stepward.core.protocols.protocol import Dilution, DoseOf, FixedStrength, Protocol, Share, Undiluted
from stepward.core.quantities import Duration, Mass, Rate, Strength, Volume

HEAD = """
id = "invented-2-dose"
version = "1"
title = "Invented"
kind = "desensitization"
evidence = "table"
route = "oral"
sources = ["INVENTED"]
target_is = "last-dose"
closing = "fixed"
"""
ONE_STEP = 'steps = [{ dose = "1 mg" }]\n'


def read(text: str) -> Protocol:
    return read_protocol(text.encode("utf-8"), name="my.toml")


def with_step(words: str, *, head: str = HEAD, solutions: str = '[{ strength = "1 mg/mL" }]') -> Protocol:
    return read(f"{head}solutions = {solutions}\nsteps = [{{ {words} }}]\n")


def refusal(text: str) -> str:
    with pytest.raises(UnreadableProtocol) as caught:
        read(text)
    return str(caught.value)


class TestFile:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "my.toml: protocol: route is missing"),
            (b"id = ", "my.toml: not TOML: "),
            (b"\x00", "my.toml: not TOML: "),
            (b'id = "\xff"', "my.toml: not UTF-8 text"),
            (b"x" * (MOST_BYTES + 1), "my.toml: larger than 1 MiB"),
            (b"x = " + b"[" * 100_000, "my.toml: not TOML: "),
            (b'id = "a"\nid = "b"\n', "my.toml: not TOML: "),
        ],
    )
    def test_what_is_no_protocol_is_refused(self, content: bytes, words: str) -> None:
        with pytest.raises(UnreadableProtocol) as caught:
            read_protocol(content, name="my.toml")

        assert str(caught.value).startswith(words)
        assert "\n" not in str(caught.value)

    def test_a_byte_order_mark_is_no_matter(self) -> None:
        assert read("\ufeff" + HEAD + ONE_STEP) == read(HEAD + ONE_STEP)

    def test_line_ends_of_any_system_are_read(self) -> None:
        assert read((HEAD + ONE_STEP).replace("\n", "\r\n")) == read(HEAD + ONE_STEP)

    @given(content=st.binary(max_size=200))
    def test_any_bytes_are_refused_in_one_line(self, content: bytes) -> None:
        with pytest.raises(UnreadableProtocol) as caught:
            read_protocol(content, name="my.toml")

        assert str(caught.value).startswith("my.toml: ")
        assert "\n" not in str(caught.value)

    @given(text=st.text(max_size=30))
    def test_any_text_as_a_dose_is_read_or_refused(self, text: str) -> None:
        quoted = "".join(f"\\U{ord(letter):08x}" for letter in text if not 0xD800 <= ord(letter) <= 0xDFFF)

        try:
            found = read(HEAD + f'steps = [{{ dose = "{quoted}" }}]')
            told = f"my.toml: steps 1: dose: {found.steps[0].dose}"
        except UnreadableProtocol as error:
            told = str(error)

        assert told.startswith("my.toml: steps 1: dose: ")


class TestWords:
    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            ('id = "invented-2-dose"', "", "protocol: id is missing"),
            ('id = "invented-2-dose"', 'id = ""', "protocol: id is missing"),
            ('id = "invented-2-dose"', "id = 1", "protocol: id must be text in quotes, not 1"),
            ('id = "invented-2-dose"', 'id = "../x"', "protocol: id: '../x': expected small letters"),
            ('id = "invented-2-dose"', "id = 2020-01-01", "protocol: id must be text in quotes"),
            ('version = "1"', "", "protocol: version is missing"),
            ('kind = "desensitization"', 'kind = "cure"', "protocol: kind = 'cure': expected one of desensitization"),
            ('evidence = "table"', 'evidence = "none"', "protocol: evidence = 'none': expected one of table, rule"),
            ('closing = "fixed"', 'closing = "loose"', "protocol: closing = 'loose': expected one of strength"),
            ('"last-dose"', '"first-dose"', "protocol: target_is = 'first-dose': expected one of cumulative"),
            ('["INVENTED"]', "[]", "invented-2-dose: a protocol needs a source"),
            ('["INVENTED"]', '"INVENTED"', "protocol: sources must be a list of texts"),
            ('["INVENTED"]', "[1]", "protocol: sources must be a list of texts"),
            ('[{ dose = "1 mg" }]', "[]", "invented-2-dose: a protocol needs steps"),
            ('[{ dose = "1 mg" }]', '"none"', "protocol: steps must be a list of tables"),
            ('[{ dose = "1 mg" }]', '["1 mg"]', "steps 1: expected a table"),
            ('version = "1"', 'version = "1"\ncolour = "red"', "protocol: unknown key 'colour'"),
            ('version = "1"', 'version = "1"\nlimits = []', "limits: expected a table"),
            ('version = "1"', 'version = "1"\nlimits = { x = "1" }', "limits: unknown key 'x'"),
            ('version = "1"', 'version = "1"\nlimits = { rate_at_most = "0 mL/h" }', "limits: rate_at_most: '0 mL/h'"),
            ('version = "1"', 'version = "1"\nfinal_rate = "0 mL/h"', "protocol: final_rate: '0 mL/h': must be more"),
            ('version = "1"', 'version = "1"\nfinal_rate = "80"', "protocol: final_rate: '80': expected a number"),
            ('version = "1"', 'version = "1"\nstep_duration = "rest"', "protocol: step_duration: 'rest': expected"),
            ('version = "1"', 'version = "1"\ntarget = "5 mg/lb"', "protocol: target: '5 mg/lb'"),
            ('version = "1"', 'version = "1"\nknown_errors = [{ where = "x" }]', "known_errors 1: printed is missing"),
        ],
    )
    def test_says_what_is_wrong_and_where(self, old: str, new: str, words: str) -> None:
        text = HEAD + ONE_STEP
        assert old in text

        assert refusal(text.replace(old, new)).startswith(f"my.toml: {words}")


class TestSteps:
    @pytest.mark.parametrize(
        ("step", "words"),
        [
            ('dose = "1,5 mg"', "dose: '1,5' is not a plain number"),
            ('dose = "1e3 mg"', "dose: '1e3' is not a plain number"),
            ('dose = "-1 mg"', "dose: '-1': must be more than zero"),
            ('dose = "\u0661 mg"', "dose: '\u0661' is not a plain number"),
            ('dose = "1234567890123 mg"', "dose: '1234567890123' has more than 12 digits"),
            ('dose = "0 mg"', "dose: '0 mg': a dose must be more than zero"),
            ('dose = "1 kg"', "dose: '1 kg': expected a number, one space and a unit of ng, mcg"),
            ('dose = "1mg"', "dose: '1mg': expected a number, one space"),
            ("dose = 1", "dose must be text in quotes, not 1"),
            ("dose = 1.5", "dose must be text in quotes, not 1.5"),
            ('dose = "1 mg", day = 0', "day must be a whole number from 1 on, not 0"),
            ('dose = "1 mg", day = "1"', "day must be a whole number from 1 on, not '1'"),
            ("volume = '1 mL', solution = true", "solution must be a whole number from 1 on, not True"),
            ('delivers_nothing = "yes"', "delivers_nothing must be true or false, not 'yes'"),
            ('duration = "soon"', "duration: 'soon': expected a number, one space and a unit of min, h, days"),
            ('duration = "0 min"', "duration: '0 min': must be more than zero"),
            ('rate = "0 mL/h"', "rate: '0 mL/h': must be more than zero"),
            ('rate_fraction = "0"', "rate_fraction: '0': must be more than zero"),
            ('dose_fraction = "1/0"', "dose_fraction: '1/0' divides by zero"),
            ('rate_of_drug = "1 mg"', "rate_of_drug: '1 mg': expected an amount per h or per min"),
            ('rate_of_drug = "0 mg/h"', "rate_of_drug: '0 mg': must be more than zero"),
            ('interval = "5 minutes"', "interval: '5 minutes': expected a number"),
            ('volume = "0 mL"', "volume: '0 mL': must be more than zero"),
            ('dose = "1 mg", colour = "red"', "unknown key 'colour'"),
        ],
    )
    def test_says_which_entry_of_which_step(self, step: str, words: str) -> None:
        text = f"{HEAD}steps = [{{ {step} }}]\n"

        assert refusal(text).startswith(f"my.toml: steps 1: {words}")

    @pytest.mark.parametrize(
        ("step", "words"),
        [
            ('dose = "1 mg", dose_fraction = "1/2"', "states dose and dose_fraction"),
            ('rate = "1 mL/h", rate_fraction = "1/2"', "states rate and rate_fraction"),
            ('solution = 1, volume = "2 mL", dose = "1 mg"', "states dose beside what gives the dose already"),
            ('dose = "1 mg", wait = "5 min", interval = "5 min"', "states wait and interval"),
            ('solution = 2, volume = "1 mL"', "uses solution 2, which is not there"),
        ],
    )
    def test_a_step_that_contradicts_itself_is_refused(self, step: str, words: str) -> None:
        with pytest.raises(UnreadableProtocol, match=f"^my.toml: invented-2-dose: step 1 {words}"):
            with_step(step)

    def test_reads_every_entry_of_a_step(self) -> None:
        step = with_step(
            'solution = 1, rate = "2 mL/h", duration = "15 min", interval = "1 h", day = 2, route = "iv", drug = "x", '
            'setting = "home", condition = "y", note = "z"'
        ).steps[0]

        assert (step.solution, step.day, step.route, step.drug) == (1, 2, "iv", "x")
        assert step.rate == Rate.parse("2 mL/h")
        assert step.duration == Duration.parse("15 min")
        assert step.interval == Duration.parse("60 min")
        assert (step.setting, step.condition, step.note) == ("home", "y", "z")
        assert step.is_at_home

    def test_the_defaults_of_the_file_give_way_to_the_step(self) -> None:
        head = HEAD + 'step_duration = "15 min"\nstep_interval = "20 min"\n'
        own, rest, waiting, bare = (
            with_step(words, head=head).steps[0]
            for words in (
                'solution = 1, duration = "10 min", interval = "30 min"',
                'solution = 1, duration = "rest"',
                'solution = 1, wait = "5 min"',
                "solution = 1",
            )
        )

        assert (own.duration, own.interval) == (Duration.parse("10 min"), Duration.parse("30 min"))
        assert rest.duration is None
        assert (waiting.wait, waiting.interval) == (Duration.parse("5 min"), None)
        assert (bare.duration, bare.interval) == (Duration.parse("15 min"), Duration.parse("20 min"))

    def test_a_remainder_and_a_rate_of_drug(self) -> None:
        assert with_step('dose = "remainder"').steps[0].dose_is is DoseOf.REMAINDER
        assert with_step('rate_of_drug = "0.5 mg/min", duration = "10 min"').steps[0].rate_of_drug == Mass.parse(
            "30 mg"
        )


class TestSolutions:
    @pytest.mark.parametrize(
        ("solution", "words"),
        [
            ('volume = "1 mL"', "expected exactly one of dilution, share, strength, undiluted"),
            ('dilution = "1", strength = "1 mg/mL"', "expected exactly one of dilution, share, strength, undiluted"),
            ('dilution = "0"', "dilution: '0': must be more than zero"),
            ('dilution = "2"', "dilution: '2': must be at most 1"),
            ('dilution = "1:10"', "dilution: '1:10' is not a plain number"),
            ('undiluted = "3/2"', "undiluted: '3/2': must be at most 1"),
            ('share = "0"', "share: '0': must be more than zero"),
            ('share = "rest"', "share: 'rest' is not a plain number"),
            ('strength = "0 mg/mL"', "strength: '0 mg/mL': must be more than zero"),
            ('strength = "1 mg"', "strength: '1 mg': expected an amount per mL"),
            ('strength = "1 mg/0 mL"', "strength: '1 mg/0 mL': the volume is zero"),
            ('dilution = "1", volume = "0 mL"', "volume: '0 mL': must be more than zero"),
            ('dilution = "1", colour = "red"', "unknown key 'colour'"),
        ],
    )
    def test_says_which_entry_of_which_solution(self, solution: str, words: str) -> None:
        assert refusal(f"{HEAD}{ONE_STEP}solutions = [{{ {solution} }}]\n").startswith(f"my.toml: solutions 1: {words}")

    def test_shares_of_more_than_the_dose_are_refused(self) -> None:
        text = f'{HEAD}{ONE_STEP}solutions = [{{ share = "0.7" }}, {{ share = "0.7" }}]\n'

        assert refusal(text) == "my.toml: invented-2-dose: the shares of the solutions are more than the whole dose"

    def test_reads_the_four_kinds_of_strength(self) -> None:
        solutions = (
            '{ dilution = "1/100", volume = "250 mL", name = "A", diluent = "saline" }',
            '{ share = "1/1000" }',
            '{ share = "remainder" }',
            '{ strength = "40 mg/0.8 mL" }',
            '{ undiluted = "1/1000000" }',
        )

        found = read(f"{HEAD}{ONE_STEP}solutions = [{', '.join(solutions)}]\n").solutions

        assert [solution.number for solution in found] == [1, 2, 3, 4, 5]
        assert found[0].strength == Dilution(fraction=Fraction(1, 100))
        assert (found[0].volume, found[0].name, found[0].diluent) == (Volume.parse("250 mL"), "A", "saline")
        assert [type(solution.strength) for solution in found] == [Dilution, Share, Share, FixedStrength, Undiluted]
        assert found[2].strength == Share(fraction=None)
        assert found[3].strength == FixedStrength(strength=Strength.parse("50 mg/mL"))
