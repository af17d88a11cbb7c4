// SPDX-License-Identifier: Apache-2.0
// A request as a handler sees it: checked, decoded, with its body still to be pulled.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/body.h"
#include "http/headers.h"
#include "http/target.h"

namespace concordat::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, trace, connect, other };

/// "GET"; "" for Method::other.
[[nodiscard]] std::string_view name_of(Method method);
/// Case-sensitive, as methods are; Method::other for what is not in the list.
[[nodiscard]] Method method_from(std::string_view name);
/// GET, HEAD, OPTIONS and TRACE: those that may not change anything.
[[nodiscard]] bool is_safe(Method method);

struct Peer {
  std::string address = {};  ///< "203.0.113.7", "2001:db8::1"; of the socket, never of a header
  std::uint16_t port = 0;
  std::string certificate_subject = {};  ///< RFC 2253, where a client certificate was asked for; else empty
};

struct Request {
  Method method = Method::get;
  std::string target = {};  ///< as sent: may hold what a person typed, so never log it
  std::vector<std::string> segments = {};
  std::string path = {};  ///< decoded; see target.h
  Values query = {};
  Headers headers = {};
  std::string host = {};        ///< "hub.example:8443", checked for form, not for being ours
  Values params = {};           ///< what the route's ":name" segments matched
  std::string_view route = {};  ///< the route's pattern, "/cases/:id": safe to log; empty where none matched
  Peer peer = {};
  bool secure = false;  ///< came over TLS
  Body& body;

  /// What ":name" of the route matched. REQUIRES: the route has it; "" otherwise.
  [[nodiscard]] std::string_view param(std::string_view name) const { return params.get(name); }
};

/// A request without a socket, for tests and for calls inside the process.
[[nodiscard]] Result<Request> make_request(Method method, std::string_view target, Body& body);

/// The cookie of that name; nothing where it is absent or there are two, since then nobody knows whose it is.
[[nodiscard]] std::optional<std::string> cookie(Headers const& headers, std::string_view name);

/// Whether a page of our own caused this request. Methods that may change something: `Origin` (or
/// `Sec-Fetch-Site` where there is none) must say so; silence and "null" refuse. Safe methods: following a
/// link to us is allowed as well; a script on another site that reads us is not.
[[nodiscard]] bool is_same_origin(Request const& request);

}  // namespace concordat::http
