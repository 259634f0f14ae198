"""``make bench``: prints figures, asserts nothing. ``make bench ARGS=images`` runs one of them."""

import importlib
import pkgutil
import sys

import tests.bench
from app.logs import configure


def main() -> None:
    configure("warning")
    names = [module.name for module in pkgutil.iter_modules(tests.bench.__path__) if module.name.startswith("bench_")]
    wanted = [f"bench_{name}" for name in sys.argv[1:]] or sorted(names)
    for name in wanted:
        print(f"\n== {name.removeprefix('bench_')}", flush=True)
        importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main()
