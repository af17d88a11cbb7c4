// SPDX-License-Identifier: Apache-2.0
#include "http/request.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace concordat::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 9> method_names = {{{Method::get, "GET"},
                                                                              {Method::head, "HEAD"},
                                                                              {Method::post, "POST"},
                                                                              {Method::put, "PUT"},
                                                                              {Method::patch, "PATCH"},
                                                                              {Method::del, "DELETE"},
                                                                              {Method::options, "OPTIONS"},
                                                                              {Method::trace, "TRACE"},
                                                                              {Method::connect, "CONNECT"}}};

/// cookie-octet of RFC 6265, in quotes or not.
bool is_cookie_value(std::string_view value) {
  return std::ranges::all_of(value, [](char letter) {
    auto const code = static_cast<unsigned char>(letter);
    return code > 0x20 && code < 0x7f && letter != '"' && letter != ',' && letter != ';' && letter != '\\';
  });
}

}  // namespace

std::string_view name_of(Method method) {
  for (auto const& [known, name] : method_names) {
    if (known == method) return name;
  }
  return "";
}

Method method_from(std::string_view name) {
  for (auto const& [method, known] : method_names) {
    if (known == name) return method;
  }
  return Method::other;
}

bool is_safe(Method method) {
  return method == Method::get || method == Method::head || method == Method::options ||
         method == Method::trace;
}

Result<Request> make_request(Method method, std::string_view target, Body& body) {
  auto parsed = parse_target(target);
  if (!parsed) return fail(parsed);
  return Request{.method = method,
                 .target = std::string{target},
                 .segments = std::move(parsed->segments),
                 .path = std::move(parsed->path),
                 .query = std::move(parsed->query),
                 .body = body};
}

std::optional<std::string> cookie(Headers const& headers, std::string_view name) {
  std::optional<std::string> found;
  for (auto const& line : headers.all()) {
    if (!text::equal_ignoring_case(line.name, "Cookie")) continue;
    for (auto const part : text::split(line.value, ';')) {
      auto const pair = text::trim(part);
      auto const equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      auto value = pair.substr(equals + 1);
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
      if (found || !is_cookie_value(value)) return std::nullopt;
      found = std::string{value};
    }
  }
  return found;
}

bool is_same_origin(Request const& request) {
  auto const site = request.headers.find("Sec-Fetch-Site");
  bool const site_is_ours = site && (*site == "same-origin" || *site == "none");
  if (auto const origin = request.headers.find("Origin")) {
    if (request.headers.count("Origin") != 1 || (site && !site_is_ours)) return false;
    // https is always good enough: something before us may have ended the TLS.
    return text::equal_ignoring_case(*origin, "https://" + request.host) ||
           (!request.secure && text::equal_ignoring_case(*origin, "http://" + request.host));
  }
  if (!is_safe(request.method)) return site_is_ours;
  // Somebody followed a link to us: that is how people arrive. A script elsewhere that reads us is not.
  return !site || site_is_ours || request.headers.find("Sec-Fetch-Mode") == "navigate";
}

}  // namespace concordat::http
