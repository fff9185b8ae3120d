from pathlib import Path
from random import Random

import fuzz
import pytest

CASES = {"text": 500, "table": 60, "workbook": 60, "command_line": 150, "interrupt": 5}


@pytest.mark.parametrize("kind", fuzz.KINDS, ids=lambda kind: kind.__name__)
def test_random_cases_are_answered_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: fuzz.Kind
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(CASES[kind.__name__]):
        case = f"{kind.__name__} 0 {number}"
        assert kind(Random(case)), case
