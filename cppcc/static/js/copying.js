// A button beside each text that is meant to be pasted elsewhere; without the clipboard the text is selected.
for (const text of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-outline-secondary btn-sm", textContent: "复制" });
    button.setAttribute("aria-describedby", text.id);
    text.after(button);
    button.addEventListener("click", async () => {
        text.select();
        try {
            await navigator.clipboard.writeText(text.value);
            button.textContent = "已复制";
        } catch {
            button.textContent = "已选中，请按 Ctrl+C";
        }
    });
}
