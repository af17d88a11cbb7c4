// SPDX-License-Identifier: Apache-2.0
// One request and its answer, shared by the connection and the worker that answers it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "http/body.h"
#include "http/request.h"
#include "http/response.h"
#include "http/router.h"

namespace concordat::http {

/// Until `done` is set the worker has the request and the response to itself; afterwards the connection has.
class Exchange {
 public:
  explicit Exchange(Request head, std::unique_ptr<Body> body)
      : body_{std::move(body)}, request{with_body(std::move(head), *body_)} {}

 private:
  static Request with_body(Request head, Body& body);
  std::unique_ptr<Body> body_;

 public:
  Request request;
  Response response;
  std::atomic<bool> done = false;

  /// Calls the handler; whatever it throws becomes a 500 without details.
  void answer(Handler const& handler) noexcept;
};

/// One look for events, shared in the same way.
struct EventLook {
  EventPoll poll;
  bool failed = false;
  std::atomic<bool> done = false;

  void look(EventStream const& stream) noexcept;
};

}  // namespace concordat::http
