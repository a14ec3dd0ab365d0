"""`make bench`: against a floor; `make bench ARGS=growth`: from 1,000 items to 1,000,000.

The tables of a whole run are written into the README. `ARGS=--quick` takes one short round, names of targets
(`ARGS="list item"`) leave out the others, and both only print.
"""

from __future__ import annotations

import argparse
import sys

from workplan.laptop import environment
from workplan.laptop.places import CannotGoOn, ended_with_sentence, say


def main() -> int:
    try:
        environment.go_inside("benchmarks")
        return _bench(_understood(sys.argv[1:]))
    except CannotGoOn as failure:
        return ended_with_sentence(failure)
    except KeyboardInterrupt:
        return 130


def _understood(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("targets", nargs="*", help="names of targets, or: growth")
    parser.add_argument("--quick", action="store_true", help="one short round; prints, writes nothing")
    return parser.parse_args(arguments)


def _bench(asked: argparse.Namespace) -> int:
    from benchmarks import data, measure, table
    from benchmarks.targets import GROWTH, TARGETS
    from workplan.laptop import catalogues

    pace = measure.QUICK if asked.quick else measure.Pace()
    names = [name for name in asked.targets if name != "growth"]
    grows = "growth" in asked.targets
    targets = [target for target in (GROWTH if grows else TARGETS) if not names or target.name in names]
    if not targets:
        raise CannotGoOn(f"The targets are: {', '.join(target.name for target in TARGETS)}, growth.")
    catalogues.compile_catalogues()
    with data.server() as address:
        if grows:
            small, large = data.ready(address, data.SMALL), data.ready(address, data.LARGE)
            before, after = measure.grown(small, large, targets, pace)
            text = table.growth(before, after)
        else:
            results, memory = measure.against_the_floor(data.ready(address, data.PLAIN), targets, pace)
            text = table.against_the_floor(results, memory)
        text = f"{table.measured_on(_server_version(address), pace.rounds)}\n\n{text}"
    say(f"\n{text}")
    if not (asked.quick or names):
        table.write("growth" if grows else "floor", text)
    return 0


def _server_version(address: str) -> str:
    import psycopg  # not before the environment stands

    with psycopg.connect(address) as connection:
        return str(connection.info.parameter_status("server_version")).split(" ")[0]


if __name__ == "__main__":
    sys.exit(main())
