from pathlib import Path

from conftest import Shudi


def test_aliases_are_listed_in_every_format(shudi: Shudi, tmp_path: Path) -> None:
    status, out, err = shudi("aliases")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "alias,status,code,name,tier,prefecture,province,via"
    assert "美姑,listed,513436,美姑县,national,凉山州,四川省,short name" in lines
    assert "美姑縣,listed,513436,美姑县,national,凉山州,四川省,name" in lines
    assert "達縣,ambiguous,,,,,,former name" in lines
    for form in ("json", "jsonl", "tsv", "md", "txt"):
        path = tmp_path / f"aliases.{form}"
        assert shudi("aliases", "-o", str(path)) == (0, "", "")
        assert path.read_text("utf-8").count("\n") >= len(lines) - 1


def test_aliases_line_up_as_a_table(shudi: Shudi) -> None:
    status, out, _ = shudi("aliases", "-f", "table")
    lines = out.splitlines()
    assert status == 0
    assert (
        lines[0].split()
        == "alias status code name tier prefecture province via".split()
    )
    assert ["513321", "listed", "513301", "康定市"] in [
        line.split()[:4] for line in lines
    ]
