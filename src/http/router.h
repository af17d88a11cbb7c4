// SPDX-License-Identifier: Apache-2.0
// Which handler answers which path and method. Built once at start, read by many threads.
//
// A pattern is "/cases/:id/notes": fixed segments and ":names" that match one segment each. A fixed segment
// wins over a name. Only listed methods are answered (HEAD and OPTIONS too); headers that ask for another
// method count for nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "http/response.h"

namespace concordat::http {

using Handler = std::function<Response(Request&)>;

struct RouteOptions {
  std::optional<std::uint64_t> body_bytes = std::nullopt;  ///< most bytes of a body; none: the server's limit
};

/// Whether a body is wanted at all, so that nobody uploads to nowhere, and how long it may be.
struct Admission {
  bool expected = true;
  std::optional<std::uint64_t> body_bytes = std::nullopt;
};

struct Route {
  Method method;
  std::string pattern;
  RouteOptions options;
};

class Router {
 public:
  Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  ~Router();

  /// Throws std::invalid_argument where the pattern is not one, or that method and path are taken already.
  void add(Method method, std::string_view pattern, Handler handler, RouteOptions options = {});

  /// Sets the request's route and params and calls the handler. Unknown path: 404, code "http.path". Known
  /// path, other method: 405 with Allow, code "http.method".
  [[nodiscard]] Response operator()(Request& request) const;

  /// What the server asks before it takes a body.
  [[nodiscard]] Admission admit(Request const& request) const;

  /// In the order they were added.
  [[nodiscard]] std::vector<Route> const& routes() const { return routes_; }

 private:
  struct Node;
  [[nodiscard]] Node const* find(Request const& request, std::vector<std::string_view>& matched) const;

  std::vector<Route> routes_;
  std::unique_ptr<Node> root_;
};

}  // namespace concordat::http
