// Writes the ticked suggestions into the reply as one heading, so that one answer can serve several.
const text = document.querySelector("textarea[name=text]");
const boxes = [...document.querySelectorAll("input[name=answered]")];

function heading() {
    const ticked = boxes.filter((box) => box.checked && !box.dataset.quoted);
    const places = ticked.map((box) => boxes.indexOf(box) + 1).join("、");
    ticked.forEach((box) => {
        box.dataset.quoted = "yes";
    });
    const words = ticked.map((box) => box.closest("label").textContent.trim().replace(/[。；]$/, "")).join("；");
    return ticked.length ? `关于第${places}条建议（${words}）：\n` : "";
}

if (boxes.length) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-primary";
    button.textContent = "把新勾选的建议写成正文的小标题";
    boxes.at(-1).closest("fieldset").append(button);
    button.addEventListener("click", () => {
        const end = text.value && !text.value.endsWith("\n") ? "\n" : "";
        text.setRangeText(end + heading(), text.value.length, text.value.length, "end");
        text.dispatchEvent(new Event("input", { bubbles: true }));
        text.focus();
    });
}
