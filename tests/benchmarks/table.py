"""The tables that the benchmarks print."""


def title(name: str) -> None:
    print(f"\n| {name} | measured | goal |\n| --- | ---: | ---: |", flush=True)


def row(name: str, measured: str, goal: str = "") -> None:
    print(f"| {name} | {measured} | {goal} |", flush=True)
