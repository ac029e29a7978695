"use strict";
const run = JSON.parse(document.getElementById("run").textContent);
document.getElementById("page").textContent = JSON.stringify(run.summary);
