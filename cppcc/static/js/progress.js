/* Asks again for a page that tells how far a job is; without a script its own link does. */
setTimeout(() => location.reload(), 1000);
