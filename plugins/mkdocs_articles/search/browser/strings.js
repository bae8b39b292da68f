/* What the search says. STRINGS stands before dialog.js where a site is built (markup.py), so that all
   that follows is the same at every site and minified once, when the package is built. */
export default STRINGS;
