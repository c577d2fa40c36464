"""One value of a layer, opened to the sum that it is, and its window sliding over the input.

The browser does the sums: it moves the window without asking the server. A class may want to work
one out first: then nothing on the page has the result until it is asked for.
"""

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

if TYPE_CHECKING:
    from cnn.nn.explain.feature_maps import Arithmetic

DECIMALS = 5
"""That the browser gets; it shows fewer."""

CSS = """
.arithmetic { font: 0.9rem var(--st-font); color: var(--st-text-color); }
.pictures { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem 1rem; }
figure { margin: 0; text-align: center; }
figcaption { padding-bottom: 0.3rem; }
canvas { display: block; margin: 0 auto; border: 1px solid var(--st-border-color); }
.sign { font-size: 1.4rem; }
.below { display: flex; flex-wrap: wrap; align-items: start; gap: 0.5rem 2rem; margin-top: 0.6rem; }
.words { flex: 1 1 24rem; }
.words p { font-variant-numeric: tabular-nums; line-height: 1.5; margin: 0; }
.sum { min-height: 3em; }
.steering { flex: 0 1 35rem; display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; }
.steering button {
    font: 0.875rem var(--st-font); color: var(--st-text-color); background: transparent;
    border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
    min-height: 2.5rem; min-width: 4.5rem; padding: 0.25rem 0.75rem; cursor: pointer;
}
.steering button:hover { border-color: var(--st-primary-color); }
.steering :focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
.steering .result { min-width: 8.5rem; }
.steering input { flex: 1 1 9rem; max-width: 24rem; accent-color: var(--st-primary-color); }
"""

JS = """
const COLORS = [[201, 95, 24], [255, 255, 255], [16, 78, 102]];
const SIDE = 150, MARK = "#d33682", PACE = 120;

const color = (value, limit) => {
    const share = limit ? Math.max(-1, Math.min(1, value / limit)) : 0;
    const end = COLORS[share < 0 ? 0 : 2];
    const part = COLORS[1].map((zero, at) => Math.round(zero + Math.abs(share) * (end[at] - zero)));
    return `rgb(${part})`;
};
const largest = (rows) => rows.flat(Infinity).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
const written = (value) => value.toFixed(Math.abs(value) < 100 ? 3 : 1).replace("-", "\\u2212");
const within = (value) => value < 0 ? `(${written(value)})` : written(value);

const ACTIVATIONS = {
    linear: (x) => x,
    relu: (x) => Math.max(0, x),
    tanh: Math.tanh,
    sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

// Leaves its size, and nothing else.
const cover = (canvas) => {
    canvas.width = canvas.width;
    const context = canvas.getContext("2d");
    context.fillStyle = getComputedStyle(canvas).color;
    context.font = "32px sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText("?", canvas.width / 2, canvas.height / 2);
};

// Numbers (h, w, maps) as tiles of squares; small ones have their numbers in them.
const draw = (canvas, rows, limit, marked) => {
    const [height, width, maps] = [rows.length, rows[0].length, rows[0][0].length];
    const columns = Math.ceil(Math.sqrt(maps));
    const lines = Math.ceil(maps / columns);
    const gap = maps > 1 ? 1 : 0;
    const scale = Math.max(1, Math.floor(
        Math.min(SIDE / (columns * width), SIDE / (lines * height))) - gap);
    canvas.width = columns * (width * scale + gap);
    canvas.height = lines * (height * scale + gap);
    const context = canvas.getContext("2d");
    context.font = `${Math.min(13, scale / 3.4)}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (let map = 0; map < maps; map++) {
        const left = (map % columns) * (width * scale + gap);
        const top = Math.floor(map / columns) * (height * scale + gap);
        for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
            const value = rows[y][x][map];
            context.fillStyle = color(value, limit);
            context.fillRect(left + x * scale, top + y * scale, scale, scale);
            if (scale < 36) continue;
            context.fillStyle = Math.abs(value) > 0.6 * limit ? "white" : "black";
            context.fillText(value.toFixed(2).replace("-", "\\u2212"),
                left + (x + 0.5) * scale, top + (y + 0.5) * scale);
        }
    }
    if (!marked) return;
    context.strokeStyle = MARK;
    context.lineWidth = 2;
    const [top, left, high, wide] = marked.map((each) => each * scale);
    context.strokeRect(left, top, wide, high);
};

export default function ({ parentElement, data }) {
    const { inputs, weights, output, window: [high, wide], before, step, kind } = data;
    const [rows, columns] = [output.length, output[0].length];
    const places = rows * columns;
    const maps = inputs[0][0].length;
    let place = data.row * columns + data.column;
    const opened = place;
    let covered = data.covered;
    let timer = null;

    parentElement.querySelector(".arithmetic")?.remove();
    const root = parentElement.appendChild(document.createElement("div"));
    root.className = "arithmetic";
    const append = (kind, parent, text = "") => {
        const element = parent.appendChild(document.createElement(kind));
        element.textContent = text;
        return element;
    };
    const pictures = append("div", root);
    pictures.className = "pictures";
    const figure = (title) => {
        const element = append("figure", pictures);
        append("figcaption", element, title);
        const canvas = append("canvas", element);
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", title);
        return canvas;
    };
    const sign = (text) => { append("span", pictures, text).className = "sign"; };
    // The mean of many maps, which shows where the window is.
    const flat = inputs.map((row) => row.map((maps) =>
        [maps.reduce((sum, value) => sum + value, 0) / maps.length]));
    const slides = places > 1;
    const whole = slides ? figure(maps > 1 ? `Input: mean of ${maps} maps` : "Input") : null;
    const patch = figure("Window");
    if (weights) sign("\\u00d7");
    const kernel = weights && figure("Weights");
    if (weights) sign("=");
    const products = weights && figure("Products");
    sign("\\u2192");
    const made = slides ? figure("Output") : null;
    const below = append("div", root);
    below.className = "below";
    const words = append("div", below);
    words.className = "words";
    const sum = append("p", words);
    sum.className = "sum";
    sum.setAttribute("role", "status");
    const parameters = append("p", words);

    const at = (y, x) => inputs[y]?.[x] ?? new Array(maps).fill(0);
    const seen = () => {
        const [row, column] = [Math.floor(place / columns), place % columns];
        const [top, left] = [step * row - before[0], step * column - before[1]];
        const values = Array.from({ length: high }, (_, y) =>
            Array.from({ length: wide }, (_, x) => at(top + y, left + x)));
        return { row, column, top, left, values };
    };
    const told = (total) => {
        if (data.activation === "softmax")
            return `${written(total)}. Softmax compares it with those of the other classes: `
                + `${written(data.shown)}`;
        const after = ACTIVATIONS[data.activation];
        if (!after) return `${written(total)}, then ${data.activation}`;
        if (data.activation === "linear") return written(total);
        return `${written(total)}, and ${data.activation} makes it ${written(after(total))}`;
    };
    const show = () => {
        drawAll();
        parameters.textContent = `Parameters of this layer: ${covered ? "?" : data.parameters}`;
        for (const canvas of [products, made]) {
            if (!canvas) continue;
            const title = canvas.previousSibling.textContent;
            canvas.setAttribute("aria-label", covered ? `${title}, not shown yet` : title);
            if (covered) cover(canvas);
        }
    };
    const drawAll = () => {
        const { row, column, top, left, values } = seen();
        const limits = [largest(inputs), weights ? largest(weights) : 0];
        if (whole) draw(whole, flat, largest(flat), [top, left, high, wide]);
        draw(patch, values, limits[0]);
        if (made) draw(made, output.map((line) => line.map((value) => [value])), largest(output),
            [row, column, 1, 1]);
        const all = values.flat(2);
        if (!weights) {
            if (covered) {
                sum.textContent = `The ${kind} of the window is ?`;
                return;
            }
            const total = kind === "maximum" ? Math.max(...all)
                : all.reduce((sum, value) => sum + value, 0) / all.length;
            sum.textContent = `The ${kind} of ${all.map(written).join(", ")} is ${written(total)}`;
            return;
        }
        const product = values.map((line, y) => line.map((maps, x) =>
            maps.map((value, map) => value * weights[y][x][map])));
        draw(kernel, weights, limits[1]);
        draw(products, product, largest(product));
        const added = product.flat(2);
        if (covered) {
            const many = added.length.toLocaleString("en");
            sum.textContent = added.length > 1
                ? `The sum of ${many} products + bias ${within(data.bias)} = ?`
                : `The product + bias ${within(data.bias)} = ?`;
            return;
        }
        const total = added.reduce((sum, value) => sum + value, 0);
        const terms = added.length <= 9 ? added.map(within).join(" + ")
            : `The sum of ${added.length.toLocaleString("en")} products, ${written(total)},`;
        sum.textContent = `${terms} + bias ${within(data.bias)} = ${told(total + data.bias)}`;
        if (data.after !== null && place === opened)
            sum.textContent += ". Normalization and activation make it "
                + `${written(data.after)} in the picture above`;
    };

    const steering = append("div", below);
    steering.className = "steering";
    const result = data.covered && append("button", steering);
    const uncover = (yes) => {
        covered = data.covered && !yes;
        if (result) result.textContent = covered ? "Show the result" : "Hide the result";
        show();
    };
    if (result) {
        result.className = "result";
        result.onclick = () => uncover(covered);
    }
    if (slides) {
        // Another value is opened, and worked out first as well.
        const move = (to) => {
            place = (to + places) % places;
            range.value = place;
            uncover(false);
        };
        const play = append("button", steering, "Play");
        const back = append("button", steering, "Back");
        const on = append("button", steering, "Step");
        const range = append("input", steering);
        Object.assign(range, { type: "range", min: 0, max: places - 1, value: place });
        range.setAttribute("aria-label", "Where the window is");
        const pause = () => {
            clearInterval(timer);
            timer = null;
            play.textContent = "Play";
            sum.setAttribute("role", "status");
        };
        play.onclick = () => {
            if (timer !== null) return pause();
            sum.removeAttribute("role");  // not read out while it changes eight times a second
            play.textContent = "Pause";
            timer = setInterval(() => move(place + 1), PACE);
        };
        back.onclick = () => { pause(); move(place - 1); };
        on.onclick = () => { pause(); move(place + 1); };
        range.oninput = () => { pause(); move(Number(range.value)); };
    }
    uncover(false);
    return () => clearInterval(timer);
}
"""

_component = st.components.v2.component("arithmetic", css=CSS, js=JS)


def arithmetic_of_value(
    arithmetic: "Arithmetic",
    row: int,
    column: int,
    shown: float,
    after: float | None,
    parameters: str,
    key: str,
    *,
    covered: bool,
) -> None:
    """
    Args:
        arithmetic: of the value's feature map or unit.
        row: of the value, counted from 0.
        column: the same.
        shown: the value as the layer's output has it.
        after: what normalization and activation make of it, if they follow the layer.
        parameters: how many the layer has, such as ``3·3·1·32 + 32 = 320``.
        key: tells maps and units apart.
        covered: whether a button has to be clicked for the result, again for each value.
    """
    weights = arithmetic.weights
    _component(
        data={
            "kind": arithmetic.kind.value,
            "inputs": _rounded(arithmetic.inputs),
            "window": list(arithmetic.window),
            "step": arithmetic.step,
            "before": list(arithmetic.before),
            "weights": None if weights is None else _rounded(weights),
            "bias": round(arithmetic.bias, DECIMALS),
            "activation": arithmetic.activation,
            "output": _rounded(arithmetic.output),
            "row": row,
            "column": column,
            "shown": round(shown, DECIMALS),
            "after": None if after is None else round(after, DECIMALS),
            "parameters": parameters,
            "covered": covered,
        },
        key=key,
    )


def _rounded(values: np.ndarray) -> list[object]:
    rounded: list[object] = values.astype(np.float64).round(DECIMALS).tolist()
    return rounded
