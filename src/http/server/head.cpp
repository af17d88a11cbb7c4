// SPDX-License-Identifier: Apache-2.0
#include "http/server/head.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace concordat::http {
namespace {

using Refused = tl::unexpected<Refusal>;

Refused bad(FixedText code, FixedText title, FixedText remedy) {
  return Refused{Refusal{Status::bad_request, {Fault::malformed, code, title, remedy}}};
}

Refused bad_line() {
  return bad("http.request-line", "The first line of the request is not one.",
             "Send METHOD, address and HTTP/1.1 with one space between them.");
}

Refused bad_framing() {
  return bad("http.framing", "Where this request ends could be read in two ways.",
             "Send one Content-Length, or Transfer-Encoding: chunked, and not both.");
}

Refused bad_host() {
  return bad("http.host", "The request does not name one host.",
             "Send one Host header with the name of the server.");
}

/// A fragment is for browsers and never sent: who sends one hopes that somebody cuts it off and somebody does
/// not.
bool may_be_in_target(char letter) {
  return letter > 0x20 && letter < 0x7f && letter != '#';
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::ranges::all_of(host, [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') ||
           std::string_view{"-._:[]"}.find(letter) != std::string_view::npos;
  });
}

/// Up to the next CR LF, which is taken off as well. REQUIRES: there is one.
std::string_view take_line(std::string_view& rest) {
  auto const end = rest.find("\r\n");
  auto const line = rest.substr(0, end);
  rest.remove_prefix(end + 2);
  return line;
}

tl::expected<void, Refusal> read_request_line(std::string_view line, Head& head, Limits const& limits) {
  auto const first = line.find(' ');
  auto const last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return bad_line();
  auto const method = line.substr(0, first);
  auto const target = line.substr(first + 1, last - first - 1);
  auto const version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    if (!version.starts_with("HTTP/")) return bad_line();
    return Refused{Refusal{
        Status::version_not_supported,
        {Fault::refused, "http.version", "This version of HTTP is not spoken here.", "Use HTTP/1.1."}}};
  }
  if (!is_token(method) || target.empty() || !std::ranges::all_of(target, may_be_in_target))
    return bad_line();
  if (target.size() > limits.target_bytes) return Refused{head_too_long(line, limits)};
  head.is_1_1 = version.ends_with('1');
  head.method = method_from(method);
  head.target = std::string{target};
  return {};
}

tl::expected<void, Refusal> read_lines(std::string_view rest, Head& head, Limits const& limits) {
  std::size_t lines = 0;
  for (auto line = take_line(rest); !line.empty(); line = take_line(rest)) {
    if (++lines > limits.header_lines)
      return Refused{Refusal{Status::header_fields_too_large,
                             {Fault::too_large, "http.header-lines", "There are more headers than are read.",
                              "Send fewer headers, or smaller cookies."}}};
    auto const colon = line.find(':');
    auto const name = line.substr(0, colon);
    // A line that starts with a blank (obs-fold) has no token before the colon, nor has "Name :".
    if (colon == std::string_view::npos || !is_token(name))
      return bad("http.header", "A header line is not one.", "Send each header on one line, as Name: value.");
    auto value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
    if (!is_header_value(value))
      return bad("http.header", "A header line is not one.", "Send each header on one line, as Name: value.");
    head.headers.add(name, value);
  }
  return {};
}

tl::expected<void, Refusal> read_framing(Head& head) {
  auto const lengths = head.headers.count("Content-Length");
  auto const codings = head.headers.count("Transfer-Encoding");
  if (lengths > 1 || codings > 1 || lengths + codings > 1 || (codings > 0 && !head.is_1_1))
    return bad_framing();
  if (codings == 1) {
    if (!text::equal_ignoring_case(*head.headers.find("Transfer-Encoding"), "chunked")) return bad_framing();
    head.chunked = true;
  }
  if (lengths == 1) {
    auto const digits = *head.headers.find("Content-Length");
    bool const plain = !digits.empty() && digits.size() <= 18 && std::ranges::all_of(digits, [](char letter) {
      return letter >= '0' && letter <= '9';
    });
    std::uint64_t length = 0;
    if (!plain || std::from_chars(digits.data(), digits.data() + digits.size(), length).ec != std::errc{})
      return bad_framing();
    head.content_length = length;
  }
  return {};
}

tl::expected<void, Refusal> read_host(Head& head) {
  auto const hosts = head.headers.count("Host");
  if (hosts > 1 || (hosts == 0 && head.is_1_1)) return bad_host();
  if (hosts == 1) {
    head.host = std::string{*head.headers.find("Host")};
    if (!is_host(head.host)) return bad_host();
  }
  if (head.target.front() == '/') return {};
  // Absolute form, as sent to proxies: what it says must be what Host says.
  std::string_view target = head.target;
  auto const scheme = target.find("://");
  if (scheme == std::string_view::npos) return bad_line();
  auto const name = text::ascii_lower(target.substr(0, scheme));
  if (name != "http" && name != "https") return bad_line();
  target.remove_prefix(scheme + 3);
  auto const end = std::min(target.find_first_of("/?"), target.size());
  if (!text::equal_ignoring_case(target.substr(0, end), head.host)) return bad_host();
  target.remove_prefix(end);
  head.target = target.starts_with('/') ? std::string{target} : "/" + std::string{target};
  return {};
}

tl::expected<void, Refusal> read_wishes(Head& head) {
  if (head.headers.count("Expect") > 0) {
    if (head.headers.count("Expect") > 1 ||
        !text::equal_ignoring_case(*head.headers.find("Expect"), "100-continue"))
      return Refused{Refusal{Status::expectation_failed,
                             {Fault::refused, "http.expect", "The request expects what is not done here.",
                              "Send no Expect header, or Expect: 100-continue."}}};
    head.expects_continue = head.is_1_1;
  }
  head.keep_alive = head.is_1_1;
  for (auto const& line : head.headers.all()) {
    if (!text::equal_ignoring_case(line.name, "Connection")) continue;
    for (auto const word : text::split(line.value, ',')) {
      if (text::equal_ignoring_case(text::trim(word), "close")) head.keep_alive = false;
    }
  }
  return {};
}

}  // namespace

std::size_t end_of_head(std::string_view arrived, std::size_t from) {
  auto const at = arrived.find("\r\n\r\n", from > 3 ? from - 3 : 0);
  return at == std::string_view::npos ? 0 : at + 4;
}

tl::expected<Head, Refusal> read_head(std::string_view raw, Limits const& limits) {
  Head head;
  auto rest = raw;
  auto const line = take_line(rest);
  if (auto const done = read_request_line(line, head, limits); !done) return Refused{done.error()};
  if (auto const done = read_lines(rest, head, limits); !done) return Refused{done.error()};
  if (auto const done = read_host(head); !done) return Refused{done.error()};
  if (auto const done = read_framing(head); !done) return Refused{done.error()};
  if (auto const done = read_wishes(head); !done) return Refused{done.error()};
  return head;
}

Refusal head_too_long(std::string_view arrived, Limits const& limits) {
  if (arrived.substr(0, limits.target_bytes).find("\r\n") == std::string_view::npos)
    return {Status::uri_too_long,
            {Fault::too_large, "http.target-too-long", "The address is longer than is read.",
             "Use a shorter one."}};
  return {Status::header_fields_too_large,
          {Fault::too_large, "http.header-too-long", "The headers are longer than is read.",
           "Send fewer headers, or smaller cookies."}};
}

}  // namespace concordat::http
