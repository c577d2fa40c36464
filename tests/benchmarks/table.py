"""The lines that every benchmark prints."""


def title(name: str) -> None:
    print(f"\n| {name} | reached | goal |\n| --- | ---: | ---: |", flush=True)


def row(figure: str, reached: str, goal: str) -> None:
    print(f"| {figure} | {reached} | {goal} |", flush=True)
