// SPDX-License-Identifier: Apache-2.0
#include "http/server/exchange.h"

namespace concordat::http {

Request Exchange::with_body(Request head, Body& body) {
  return Request{.method = head.method,
                 .target = std::move(head.target),
                 .segments = std::move(head.segments),
                 .path = std::move(head.path),
                 .query = std::move(head.query),
                 .headers = std::move(head.headers),
                 .host = std::move(head.host),
                 .params = std::move(head.params),
                 .route = head.route,
                 .peer = std::move(head.peer),
                 .secure = head.secure,
                 .body = body};
}

void Exchange::answer(Handler const& handler) noexcept {
  try {
    response = handler(request);
  } catch (...) {
    // What was thrown may hold anything, personal data too, so nothing of it is told or kept.
    response = problem({Fault::internal, "http.internal", "Something went wrong on our side.",
                        "Try again; if it stays, tell the hub's administrator when it happened."});
  }
}

void EventLook::look(EventStream const& stream) noexcept {
  try {
    poll = stream.poll();
  } catch (...) {
    failed = true;
  }
}

}  // namespace concordat::http
