// A sheet to draw on with mouse, finger or pen. Sends what is drawn when the pen is lifted:
// {strokes, png}, where a stroke is {width, erases, points: [[x, y], ...]} in pixels of the
// sheet and png is a data URL of the sheet at one dot a pixel.

const PEN_WIDTH = 10;

const paint = (context, { width, erases, points }, from = 0) => {
    context.lineWidth = width;
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = erases ? "white" : "black";
    context.beginPath();
    // A point alone is a line of no length, which round ends make a dot.
    context.moveTo(...points[Math.max(0, from - 1)]);
    for (const point of points.slice(from)) context.lineTo(...point);
    context.stroke();
};

const sheet = (canvas, side, dots) => {
    canvas.width = canvas.height = side * dots;
    const context = canvas.getContext("2d");
    context.scale(dots, dots);
    return context;
};

const board = (root, { side, strokes: before }) => {
    const canvas = root.querySelector("canvas");
    canvas.style.width = canvas.style.height = `${side}px`;
    const shown = sheet(canvas, side, window.devicePixelRatio || 1);
    const sent = sheet(document.createElement("canvas"), side, 1);
    const width = root.querySelector("input");
    const button = (name) => root.querySelector(`[data-act=${name}], [data-tool=${name}]`);
    const self = { send: () => {} };
    let strokes = before ?? [];
    let undone = [];
    let stroke = null;
    let erasing = false;

    const repaint = () => {
        for (const context of [shown, sent]) {
            context.fillStyle = "white";
            context.fillRect(0, 0, side, side);
            strokes.forEach((stroke) => paint(context, stroke));
        }
    };
    const show = () => {
        button("pen").setAttribute("aria-pressed", !erasing);
        button("eraser").setAttribute("aria-pressed", erasing);
        button("undo").disabled = button("clear").disabled = !strokes.length;
        button("redo").disabled = !undone.length;
    };
    const changed = () => {
        show();
        self.send({ strokes, png: sent.canvas.toDataURL("image/png") });
    };
    const acts = {
        undo: () => undone.push(strokes.pop()),
        redo: () => strokes.push(undone.pop()),
        clear: () => { strokes = []; undone = []; },
    };
    for (const [name, act] of Object.entries(acts)) {
        button(name).onclick = () => { act(); repaint(); changed(); };
    }
    button("pen").onclick = () => { erasing = false; show(); };
    button("eraser").onclick = () => { erasing = true; show(); };

    const draw = (event) => {
        const box = canvas.getBoundingClientRect();
        const done = stroke.points.length;
        // The browser bundles the positions between two frames: a quick line stays round.
        const moves = event.getCoalescedEvents?.() ?? [];
        for (const { clientX, clientY } of moves.length ? moves : [event]) {
            stroke.points.push([
                Math.round((clientX - box.left) * 10) / 10,
                Math.round((clientY - box.top) * 10) / 10,
            ]);
        }
        for (const context of [shown, sent]) paint(context, stroke, done);
    };
    canvas.onpointerdown = (event) => {
        if (stroke || event.button !== 0) return;
        canvas.setPointerCapture(event.pointerId);
        stroke = { width: Number(width.value), erases: erasing, points: [], by: event.pointerId };
        draw(event);
    };
    canvas.onpointermove = (event) => {
        if (stroke?.by === event.pointerId) draw(event);
    };
    canvas.onpointerup = canvas.onpointercancel = (event) => {
        if (stroke?.by !== event.pointerId) return;
        const { by, ...drawn } = stroke;
        stroke = null;
        strokes = [...strokes, drawn];
        undone = [];
        changed();
    };

    width.value = strokes.at(-1)?.width ?? PEN_WIDTH;
    repaint();
    show();
    return self;
};

const boards = new WeakMap();

export default function ({ parentElement, data, setStateValue }) {
    if (!boards.has(parentElement)) boards.set(parentElement, board(parentElement, data));
    boards.get(parentElement).send = (drawing) => setStateValue("drawing", drawing);
}
