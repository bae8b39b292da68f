/* Material's switch between colours: its markup, its keys and what it remembers.

   Its own has the style of all of a page computed four times when the page opens, although mostly no
   colour changes. So it is not told of the switch, and all is left alone that is as it should be. */

{
  const SYSTEM = "(prefers-color-scheme)"; // as an option's medium: what the system prefers
  const light = matchMedia("(prefers-color-scheme: light)");
  const { body, documentElement: root } = document;

  const start = (form) => {
    form.dataset.mdComponent = "palette"; // scripts of a site ask for it under Material's name
    const options = [...form.querySelectorAll("input")];
    const bar = document.createElement("meta"); // of a phone's browser
    bar.name = "theme-color";
    document.head.append(bar);
    let current;

    const colors = (option) => Object.fromEntries(
      ["media", "scheme", "primary", "accent"].map((name) => [name, option.getAttribute(`data-md-color-${name}`)]));
    const preferred = () => form.querySelector(
      `[data-md-color-media="(prefers-color-scheme: ${light.matches ? "light" : "dark"})"]`);

    const show = (index) => {
      current = index;
      const color = colors(options[index]);
      if (color.media === SYSTEM) Object.assign(color, colors(preferred()), { media: SYSTEM });
      // no colour fades into another
      body.toggleAttribute("data-md-color-switching", body.dataset.mdColorScheme !== color.scheme);
      for (const [name, value] of Object.entries(color)) body.setAttribute(`data-md-color-${name}`, value);
      form.querySelectorAll("label").forEach((label) => {
        label.hidden = label.previousElementSibling !== options[index];
      });
      __md_set("__palette", { index, color });
      const { backgroundColor, colorScheme } = getComputedStyle(document.querySelector(".md-header"));
      bar.content = backgroundColor;
      root.style.colorScheme = colorScheme === "light" ? "" : colorScheme; // of what scrolls it
      setTimeout(() => body.removeAttribute("data-md-color-switching"));
    };

    form.addEventListener("change", ({ target }) => show(options.indexOf(target)));
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const next = options[(current + 1) % options.length];
      next.click();
      next.focus();
    });
    light.addEventListener("change", () => show(current));

    const first = options.findIndex((option) => matchMedia(option.dataset.mdColorMedia).matches);
    const { index } = __md_get("__palette") || { index: first };
    show(Math.max(0, Math.min(index, options.length - 1)));
  };

  document.querySelectorAll("[data-articles-component=palette]").forEach(start);
}
