export class SearchError extends Error {
  name = "SearchError";
}
