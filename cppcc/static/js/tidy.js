// Lets the server tidy what is pasted; what it pastes stands at once, and is replaced if nobody typed meanwhile.
const form = document.querySelector("form[data-tidy-at]");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;

async function tidy(text) {
    const answer = await fetch(form.dataset.tidyAt, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ text }),
    });
    return answer.ok && !answer.redirected ? (await answer.json()).text : text;
}

function put(field, text, start, end) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
}

form.addEventListener("paste", async (event) => {
    const field = event.target;
    const pasted = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
    if (!field.matches("[data-tidy]") || !pasted) {
        return;
    }
    event.preventDefault();
    const start = field.selectionStart;
    put(field, pasted, start, field.selectionEnd);
    const tidied = await tidy(pasted).catch(() => pasted);
    if (tidied !== pasted && field.value.startsWith(pasted, start)) {
        put(field, tidied, start, start + pasted.length);
    }
});
