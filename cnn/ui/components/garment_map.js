// A map of garments with its legend, and a panel with the garment that is open.

const ZOOM_STEP = 1.5, STILL = 4, LARGE = 168, SMALL = 56;
const HINT = "Click a garment to open it. Drag to move the map. To zoom, hold Ctrl and turn the "
    + "wheel. By keyboard: arrow keys, Enter, + and \u2212.";
const DIRECTIONS = {
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

const element = (kind, parent, properties = {}, text = "") => {
    const made = document.createElement(kind);
    for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
    made.textContent = text;
    parent.append(made);
    return made;
};

const button = (parent, text, onclick, properties = {}) => {
    const made = element("button", parent, { type: "button", ...properties }, text);
    made.onclick = onclick;
    return made;
};

// By sheet of garments: which of them is open. Streamlit takes a map from the page and puts a new
// one there when the visitor looks at another view in between, and at times on a busy server.
const openedOf = new Map();

class GarmentMap {
    constructor(parent) {
        this.root = element("div", parent, { class: "garments" });
        const sides = element("div", this.root, { class: "sides" });
        const left = element("div", sides);
        this.legend = element("div", left,
            { class: "legend", role: "group", "aria-label": "Classes on the map" });
        const frame = element("div", left, { class: "plane" });
        this.canvas = element("canvas", frame, { tabindex: "0", role: "application" });
        this.tag = element("div", frame, { class: "tag", "aria-hidden": "true" }, "Your garment");
        this.plane = new Plane(this.canvas, () => this.drawn());
        const zoom = element("div", frame, { class: "zoom" });
        button(zoom, "+", () => this.plane.zoom(ZOOM_STEP), { "aria-label": "Zoom in" });
        button(zoom, "\u2212", () => this.plane.zoom(1 / ZOOM_STEP), { "aria-label": "Zoom out" });
        button(zoom, "Show all", () => this.plane.showAll());
        this.panel = element("div", sides, { class: "opened" });
        this.status = element("p", this.root, { class: "announced", role: "status" });
        this.listenToPointers();
        this.canvas.onkeydown = (event) => this.press(event);
        this.canvas.onblur = () => this.point(null);
    }

    // What the server sends: at first, after each stage of the map, and for another model.
    async update(data) {
        const isNew = !this.plane.data;
        if (!await this.plane.take(data)) return;
        const opened = openedOf.get(data.sheet) ?? null;
        if (isNew && opened !== null && opened < this.plane.all) this.open(opened);
        this.canvas.setAttribute("aria-label", `${data.alt}${data.own ? ", and yours" : ""}. `
            + "Arrow keys go from garment to garment, Enter opens one.");
        this.showLegend();
        this.showPanel();
    }

    nameOf(index) {
        const { data, count } = this.plane;
        return index === count ? "Your garment" : data.names[data.labels[index]];
    }

    answerOf(index) {
        const { data, count } = this.plane;
        if (index === count) return data.names[data.own.answer];
        // The server finds the others when the map is on the page.
        return data.answers ? data.names[data.answers[index]] : "not there yet";
    }

    open(index) {
        Object.assign(this.plane, { opened: index, cursor: index });
        openedOf.set(this.plane.data.sheet, index);
        if (index !== null) {
            this.plane.bringIntoView(index);
            const neighbors = this.plane.neighborsOf(index).map((each) => this.nameOf(each));
            this.status.textContent = `Opened: ${this.nameOf(index)}. Prediction: `
                + `${this.answerOf(index)}. Nearest: ${neighbors.join(", ")}.`;
        }
        this.plane.draw();
        this.showPanel();
    }

    // The keyboard's way over the map.
    point(index) {
        if (!this.plane.view || index === this.plane.cursor) return;
        this.plane.cursor = index;
        if (index !== null) {
            this.plane.bringIntoView(index);
            this.status.textContent = this.nameOf(index);
        }
        this.plane.draw();
    }

    press(event) {
        const { plane } = this;
        if (!plane.view || event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.key in DIRECTIONS) {
            const from = plane.cursor ?? plane.opened;
            const to = from === null
                ? plane.nearest()?.index : plane.next(from, DIRECTIONS[event.key]);
            if (to !== null && to !== undefined) this.point(to);
        } else if (event.key === "Enter" || event.key === " ") {
            if (plane.cursor !== null) this.open(plane.cursor);
        } else if (event.key === "Escape") this.open(null);
        else if (event.key === "+") plane.zoom(ZOOM_STEP);
        else if (event.key === "-") plane.zoom(1 / ZOOM_STEP);
        else if (event.key === "0") plane.showAll();
        else return;
        event.preventDefault();
        event.stopPropagation();
    }

    listenToPointers() {
        const { canvas, plane } = this;
        const pointers = new Map();
        let moved = 0;
        const spread = () => {
            const [a, b] = [...pointers.values()];
            return b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : null;
        };
        canvas.onpointerdown = (event) => {
            canvas.setPointerCapture(event.pointerId);
            if (!pointers.size) moved = 0;
            pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
        };
        canvas.onpointermove = (event) => {
            const [before, last] = [spread(), pointers.get(event.pointerId)];
            if (!last) return;
            const [right, down] = [event.offsetX - last[0], event.offsetY - last[1]];
            pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
            moved += Math.hypot(right, down);
            if (before) plane.zoom(spread() / before, event.offsetX, event.offsetY);
            else if (moved > STILL) plane.pan(right, down);
        };
        canvas.onpointerup = (event) => {
            const clicked = pointers.delete(event.pointerId) && moved <= STILL;
            if (clicked) this.open(plane.under(event.offsetX, event.offsetY));
        };
        canvas.onpointercancel = (event) => pointers.delete(event.pointerId);
        canvas.addEventListener("wheel", (event) => {
            if (!event.ctrlKey) return;
            event.preventDefault();
            plane.zoom(Math.exp(-event.deltaY / 200), event.offsetX, event.offsetY);
        }, { passive: false });
    }

    drawn() {
        const { plane, canvas, tag } = this;
        // A finger scrolls the page as long as there is nothing to move here.
        canvas.style.touchAction = plane.view.scale > plane.fit ? "none" : "pan-y";
        tag.hidden = !plane.data.own;
        if (tag.hidden) return;
        const [x, y] = plane.at(plane.count);
        const below = RING * plane.marked + 4;
        tag.style.transform = `translate(${x}px, ${y + below}px) translateX(-50%)`;
    }

    showLegend() {
        if (this.legend.childElementCount) return;
        const { data, hidden } = this.plane;
        const present = new Set(data.labels);
        const classes = [...data.names.keys()].filter((label) => present.has(label));
        const show = () => {
            for (const { toggle, label } of toggles)
                toggle.setAttribute("aria-pressed", String(!hidden.has(label)));
            all.textContent = hidden.size ? "Show classes" : "Hide classes";
            all.setAttribute("aria-label", hidden.size ? "Show all classes" : "Hide all classes");
            this.plane.draw();
        };
        const toggles = classes.map((label) => {
            const toggle = button(this.legend, data.names[label], () => {
                if (!hidden.delete(label)) hidden.add(label);
                show();
            });
            toggle.style.setProperty("--color", data.colors[label]);
            return { toggle, label };
        });
        const all = button(this.legend, "", () => {
            if (hidden.size) hidden.clear();
            else classes.forEach((label) => hidden.add(label));
            show();
        }, { class: "all" });
        show();
    }

    picture(parent, index, side, properties) {
        const canvas = element("canvas", parent, properties);
        const density = Math.ceil(window.devicePixelRatio || 1);
        canvas.width = canvas.height = side * density;
        const context = canvas.getContext("2d");
        context.imageSmoothingEnabled = false;
        this.plane.paint(context, index, canvas.width / 2, canvas.width / 2, canvas.width);
    }

    showPanel() {
        const { panel, plane } = this;
        const { opened, data, count } = plane;
        const focused = panel.contains(panel.getRootNode().activeElement);
        panel.replaceChildren();
        if (opened === null) {
            element("p", panel, { class: "quiet" }, HINT);
            return;
        }
        const name = this.nameOf(opened);
        const own = opened === count;
        const title = own ? name : `Garment ${data.numbers[opened].toLocaleString("en")}`;
        const heading = element("h2", panel, { tabindex: "-1" }, title);
        this.picture(panel, opened, LARGE,
            { class: "large", role: "img", "aria-label": `${title}: ${name}` });
        const line = (label, value) => {
            const row = element("p", panel, {}, `${label}: `);
            element("strong", row, {}, value);
        };
        if (!own) line("Labeled", name);
        line("Prediction", this.answerOf(opened));
        element("h3", panel, {}, "Nearest in the last hidden layer");
        const row = element("div", panel, { class: "pictures" });
        for (const neighbor of plane.neighborsOf(opened)) {
            const opens = button(row, "", () => this.open(neighbor));
            this.picture(opens, neighbor, SMALL, { class: "small", "aria-hidden": "true" });
            element("span", opens, {}, this.nameOf(neighbor));
        }
        if (focused) heading.focus({ preventScroll: true });
    }
}

const maps = new WeakMap();

export default function ({ parentElement, data }) {
    // Between two runs of the page, the map keeps what the visitor has opened.
    if (!maps.has(parentElement)) maps.set(parentElement, new GarmentMap(parentElement));
    maps.get(parentElement).update(data);
}
