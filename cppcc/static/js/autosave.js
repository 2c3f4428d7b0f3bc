// Puts what is being written by on the server; while the server cannot be reached, in this browser.
const PAUSE = 1500;

const form = document.querySelector("form[data-autosave]");
const status = form.querySelector("[data-autosave-status]");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const key = `autosave:${location.pathname}`;
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "back", "do", "version", "seen", "token", "party", "via"]);

let timer;
let asked;
let leaving = false;

function fieldsOf(name) {
    return [...form.elements].filter((each) => each.name === name);
}

function content() {
    const found = {};
    for (const field of form.elements) {
        if (!field.name || field.type === "file" || LEFT_OUT.has(field.name) || field.name in found) {
            continue;
        }
        const values = new FormData(form).getAll(field.name);
        const several = field.multiple || fieldsOf(field.name).length > 1;
        found[field.name] = several ? values : values[0] ?? "";
    }
    return found;
}

async function save() {
    clearTimeout(timer);
    timer = undefined;
    const typed = content();
    asked?.abort();
    asked = new AbortController();
    try {
        const answer = await fetch(form.dataset.autosave, {
            method: "POST",
            headers: { "Content-Type": "application/json", "X-CSRFToken": token },
            body: JSON.stringify({ page: location.pathname, content: typed }),
            signal: asked.signal,
            keepalive: true,
        });
        if (!answer.ok || answer.redirected) {
            throw new Error(answer.statusText);
        }
        const said = await answer.json();
        localStorage.removeItem(key);
        status.textContent = `已自动保存 ${said.at}`;
    } catch (error) {
        if (error.name !== "AbortError") {
            localStorage.setItem(key, JSON.stringify(typed));
            status.textContent = "连不上服务器，内容先存在这台电脑的浏览器里，请不要清除浏览数据。";
        }
    }
}

function later() {
    if (!leaving) {
        clearTimeout(timer);
        timer = setTimeout(save, PAUSE);
    }
}

function fill(kept) {
    for (const [name, value] of Object.entries(kept)) {
        const fields = fieldsOf(name);
        const values = [value].flat();
        fields.forEach((field, index) => {
            if (field.type === "checkbox" || field.type === "radio") {
                field.checked = values.includes(field.value);
            } else if (field.multiple) {
                for (const option of field.options) {
                    option.selected = values.includes(option.value);
                }
            } else {
                field.value = values[index] ?? "";
            }
        });
    }
}

const kept = localStorage.getItem(key);
if (kept) {
    fill(JSON.parse(kept));
    status.textContent = "已接着上次存在这台电脑上的内容。";
    later();
}

form.addEventListener("input", later);
form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
    asked?.abort();
    localStorage.removeItem(key);
});
document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer && !leaving) {
        save();
    }
});
