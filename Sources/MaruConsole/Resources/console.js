"use strict";
// An enhancement only: a page that is live brings itself up to date, and can be told to stop. Without scripts it is opened anew.
const main = document.querySelector("main[data-live]");
if (main) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small pause";
  button.textContent = main.dataset.pause;
  let isPaused = false;
  button.addEventListener("click", () => {
    isPaused = !isPaused;
    button.textContent = isPaused ? main.dataset.goOn : main.dataset.pause;
  });
  main.before(button);
  const renew = async () => {
    // Nobody loses the place where they read or stand, nor what they have typed.
    const typed = [...main.querySelectorAll("input, textarea")].some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
    if (isPaused || document.hidden || typed || main.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html", "maru-live": "1" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("main[data-live]");
      if (fresh) main.replaceChildren(...fresh.childNodes);
    } catch {
      // The hub is away for a moment: the next time tells.
    }
  };
  setInterval(renew, Number(main.dataset.live) * 1000);
}
