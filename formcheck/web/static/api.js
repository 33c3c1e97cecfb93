// The page's only way to the server: what /api/openapi.json describes.

export class ApiError extends Error {
  constructor(status, what, remedy) {
    super(remedy ? `${what}: ${remedy}` : what);
    this.status = status;
  }
}

const gone = () => new ApiError(0, "formcheck does not answer", "is it still running?");

const failure = (status, body) => new ApiError(status, body?.what ?? `answer ${status}`, body?.remedy ?? "");

async function ask(method, path, body) {
  let answer;
  try {
    answer = await fetch(`api/${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw gone();
  }
  const text = await answer.text();
  let loaded = null;
  try { loaded = text ? JSON.parse(text) : null; } catch { /* told below */ }
  if (!answer.ok) throw failure(answer.status, loaded);
  return loaded;
}

const query = (values) => {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.length ? `?${new URLSearchParams(given)}` : "";
};

export const api = {
  status: () => ask("GET", "status"),
  login: (token) => ask("POST", "login", { token }),
  jobs: () => ask("GET", "jobs"),
  job: (id) => ask("GET", `jobs/${id}`),
  cancel: (id) => ask("POST", `jobs/${id}/cancel`),
  remove: (id) => ask("DELETE", `jobs/${id}`),
  history: (person) => ask("GET", `history${query({ person })}`),
  keep: (order) => ask("POST", "history", order),
  removeSet: (id) => ask("DELETE", `history/sets/${id}`),
  removePerson: (person) => ask("DELETE", `history/people${query({ person })}`),
  file: (id, name, download) => `api/jobs/${id}/${name}${download ? "?download=true" : ""}`,
  history_file: (format, person) => `api/history/export${query({ format, person })}`,
};

// Fetch tells nothing of how far an upload is: the older way does.
export function upload(file, options, onprogress) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.open("POST", `api/jobs${query({ name: file.name, ...options })}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onprogress(event.loaded / event.total);
    request.onload = () => (request.status === 201 ? resolve(request.response) : reject(failure(request.status, request.response)));
    request.onerror = () => reject(gone());
    request.onabort = () => resolve(null);
    request.send(file);
  });
  return { done, abort: () => request.abort() };
}
