// SPDX-License-Identifier: Apache-2.0
// What a handler answers: a status, headers, and bytes, a file or a stream of events.
//
// The server alone writes Content-Length, Transfer-Encoding, Connection and Date; asking for them here
// throws.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "http/headers.h"

namespace concordat::http {

enum class Status : std::uint16_t {
  ok = 200,
  created = 201,
  accepted = 202,
  no_content = 204,
  moved_permanently = 301,
  see_other = 303,
  not_modified = 304,
  bad_request = 400,
  unauthorised = 401,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  not_acceptable = 406,
  request_timeout = 408,
  conflict = 409,
  gone = 410,
  precondition_failed = 412,
  content_too_large = 413,
  uri_too_long = 414,
  unsupported_media_type = 415,
  expectation_failed = 417,
  unprocessable_content = 422,
  locked = 423,
  too_many_requests = 429,
  header_fields_too_large = 431,
  internal_error = 500,
  not_implemented = 501,
  service_unavailable = 503,
  version_not_supported = 505,
};

[[nodiscard]] constexpr int number_of(Status status) {
  return static_cast<int>(status);
}
/// "Not Found"
[[nodiscard]] std::string_view phrase_of(Status status);
/// What a Problem of this kind answers over HTTP.
[[nodiscard]] Status status_of(Fault fault);

/// An open file that is closed with its last owner.
class OwnedFile {
 public:
  /// Takes over the descriptor. REQUIRES: a regular file, or memory (memfd), that holds `length` bytes.
  OwnedFile(int descriptor, std::uint64_t length) : descriptor_{descriptor}, length_{length} {}
  OwnedFile(OwnedFile&& other) noexcept
      : descriptor_{std::exchange(other.descriptor_, -1)}, length_{std::exchange(other.length_, 0)} {}
  OwnedFile& operator=(OwnedFile&& other) noexcept;
  OwnedFile(OwnedFile const&) = delete;
  OwnedFile& operator=(OwnedFile const&) = delete;
  ~OwnedFile();

  /// Bytes read at `offset`; fewer than asked for, or nothing at all, means that the file was cut.
  [[nodiscard]] std::size_t read_at(std::uint64_t offset, char* room, std::size_t size) const;
  [[nodiscard]] std::uint64_t length() const { return length_; }

 private:
  int descriptor_;
  std::uint64_t length_;
};

/// One event of a stream (Server-Sent Events).
struct Event {
  std::string name = {};  ///< empty: "message"
  std::string data = {};
  std::string id = {};
};

struct EventPoll {
  std::vector<Event> events = {};
  bool over = false;
};

/// `poll` is called by a worker every quarter of a second and must come back at once; between calls the
/// stream holds no thread. It is never called twice at the same time, and not again once it said `over` or
/// the client is gone.
struct EventStream {
  std::function<EventPoll()> poll;
};

using Content = std::variant<std::string, OwnedFile, EventStream>;

struct CookieOptions {
  std::optional<std::chrono::seconds> max_age = std::nullopt;  ///< none: until the browser closes
  bool strict = false;                                         ///< SameSite=Strict in the place of Lax
};

class Response {
 public:
  explicit Response(Status status = Status::no_content);
  Response(Status status, std::string_view content_type, Content content);
  // Not inline: g++ 12 takes the content's parts for uninitialised where it can see into them.
  Response(Response&& other) noexcept;
  Response& operator=(Response&& other) noexcept;
  ~Response();

  /// Header names and values are checked by Headers; a bad one throws, and the client gets a 500 in its
  /// place.
  Response& add_header(std::string_view name, std::string_view value) &;
  Response& set_header(std::string_view name, std::string_view value) &;
  Response&& with(std::string_view name, std::string_view value) && {
    return std::move(set_header(name, value));
  }
  /// Always Secure, HttpOnly, Path=/. REQUIRES: a token, and a value of letters, digits and -._~+/= only.
  Response& set_cookie(std::string_view name, std::string_view value, CookieOptions options = {}) &;
  /// Makes the browser forget it.
  Response& drop_cookie(std::string_view name) &;

  [[nodiscard]] Status status() const { return status_; }
  [[nodiscard]] Headers const& headers() const { return headers_; }
  [[nodiscard]] Content const& content() const { return content_; }
  /// The bytes where the content is bytes, or "".
  [[nodiscard]] std::string const& text() const;

 private:
  Status status_;
  Headers headers_;
  Content content_;
};

[[nodiscard]] Response html(std::string page, Status status = Status::ok);
[[nodiscard]] Response json(std::string document, Status status = Status::ok);
[[nodiscard]] Response plain(std::string words, Status status = Status::ok);
/// 303: look there with GET. `location` is a path of our own ("/cases/17?new"); anything else ("//evil",
/// "https:…", control characters) leads to "/", because where it came from may be a stranger.
[[nodiscard]] Response redirect(std::string_view location);
/// RFC 9457 (`application/problem+json`): status, title, detail (the remedy) and our code.
[[nodiscard]] Response problem(Problem const& problem);
[[nodiscard]] Response problem(Status status, Problem const& problem);
/// Fault::not_found, code "http.file", where it is not a regular file that can be read; symbolic links are
/// not followed.
[[nodiscard]] Result<Response> file(std::filesystem::path const& path, std::string_view content_type);
[[nodiscard]] Response events(std::function<EventPoll()> poll);
/// "attachment; filename=…; filename*=UTF-8''…" for a name in any script; controls and slashes become "_".
[[nodiscard]] std::string attachment(std::string_view file_name);

}  // namespace concordat::http
