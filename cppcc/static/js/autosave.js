// Puts what is being written by on the server; while that cannot take it, in this browser, for its writer alone.
const PAUSE = 1500;
const LONGEST_WHEN_LEAVING = 20000;
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "back", "do", "version", "token", "party", "via", "window"]);
const UNREACHED = "连不上服务器，内容先存在这台电脑的浏览器里，请不要清除浏览数据。";
const SIGNED_OUT = "登录已过期，内容先存在这台电脑的浏览器里，请不要清除浏览数据。重新登录后会接着显示：";
const ELSEWHERE = "这一页在另一个窗口里也在写，那里的内容已自动保存，这里的没有；要留下这里的，请点保存。";
const TOO_LONG = "内容太长，不能自动保存，请点保存。";

const form = document.querySelector("form[data-autosave]");
const status = form.querySelector("[data-autosave-status]");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const key = `autosave:${form.dataset.writer}:${location.pathname}`;
const takenOver = form.elements.window.value;
const own = (sessionStorage.window ??= Math.random().toString(36).slice(2));
form.elements.window.value = own;

let timer;
let asked;
let isSending = false;
let isTaken = false;

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
        const several = fieldsOf(field.name).length > 1;
        found[field.name] = several ? values : values[0] ?? "";
    }
    return found;
}

function kept() {
    return JSON.parse(localStorage.getItem(key) ?? "null");
}

function keep(typed, why) {
    const other = kept();
    const isOthers = other && other.window !== own;
    if (!isOthers) {
        localStorage.setItem(key, JSON.stringify({ window: own, typed }));
    }
    status.textContent = isOthers ? ELSEWHERE : why;
}

function offerSignIn() {
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = "重新登录";
    status.append(link);
}

// Says whether the form may be sent: the server answers, and knows who is writing.
async function save() {
    clearTimeout(timer);
    timer = undefined;
    const typed = content();
    const body = JSON.stringify({ page: location.pathname, content: typed, window: own, taken_over: takenOver });
    asked?.abort();
    asked = new AbortController();
    let answer;
    try {
        answer = await fetch(form.dataset.autosave, {
            method: "POST",
            headers: { "Content-Type": "application/json", "X-CSRFToken": token },
            body,
            signal: asked.signal,
            keepalive: body.length < LONGEST_WHEN_LEAVING,
        });
    } catch (error) {
        if (error.name !== "AbortError") {
            keep(typed, UNREACHED);
        }
        return false;
    }
    if (answer.redirected || answer.status === 403) {
        keep(typed, SIGNED_OUT);
        offerSignIn();
        return false;
    }
    if (answer.ok) {
        localStorage.removeItem(key);
        status.textContent = `已自动保存 ${(await answer.json()).at}`;
    } else if (answer.status === 409) {
        status.textContent = ELSEWHERE;
    } else if (answer.status === 413) {
        status.textContent = TOO_LONG;
    } else {
        keep(typed, UNREACHED);
    }
    return true;
}

function later() {
    if (!isSending) {
        clearTimeout(timer);
        timer = setTimeout(save, PAUSE);
    }
}

function fill(values) {
    for (const [name, value] of Object.entries(values)) {
        const fields = fieldsOf(name);
        const each = [value].flat();
        fields.forEach((field, index) => {
            if (field.type === "checkbox" || field.type === "radio") {
                field.checked = each.includes(field.value);
            } else {
                field.value = each[index] ?? "";
            }
        });
    }
}

const before = kept();
if (before) {
    fill(before.typed);
    localStorage.setItem(key, JSON.stringify({ ...before, window: own }));
    status.textContent = "已接着上次存在这台电脑上的内容。";
    later();
}

form.addEventListener("input", later);

// A form is sent once the server has taken what it says: a sign-in that has run out costs no word.
form.addEventListener("submit", async (event) => {
    if (isTaken) {
        return;
    }
    event.preventDefault();
    if (isSending) {
        return;
    }
    isSending = true;
    isTaken = await save();
    if (isTaken) {
        form.requestSubmit(event.submitter);
    } else {
        isSending = false;
    }
});
window.addEventListener("pageshow", () => {
    isSending = isTaken = false;
});
document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer && !isSending) {
        save();
    }
});
