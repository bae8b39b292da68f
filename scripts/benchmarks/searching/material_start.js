/* Before the page's own scripts: remember the worker of Material's search, and what it was last asked. */
const Original = window.Worker;
window.material = {};
window.material.ready = new Promise((resolve) => {
  window.Worker = class extends Original {
    constructor(...options) {
      super(...options);
      window.material.worker = this;
      this.addEventListener("message", ({ data }) => data.type === 1 && resolve());
    }

    postMessage(message) {
      if (message.type === 2) this.asked = message;
      super.postMessage(message);
    }
  };
});
