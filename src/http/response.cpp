// SPDX-License-Identifier: Apache-2.0
#include "http/response.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include "base/json.h"
#include "base/text.h"
#include "http/target.h"

namespace concordat::http {
namespace {

constexpr std::array<std::string_view, 4> servers_own = {"Content-Length", "Transfer-Encoding", "Connection",
                                                         "Date"};

constexpr std::pair<Status, std::string_view> phrases[] = {
    {Status::ok, "OK"},
    {Status::created, "Created"},
    {Status::accepted, "Accepted"},
    {Status::no_content, "No Content"},
    {Status::moved_permanently, "Moved Permanently"},
    {Status::see_other, "See Other"},
    {Status::not_modified, "Not Modified"},
    {Status::bad_request, "Bad Request"},
    {Status::unauthorised, "Unauthorized"},
    {Status::forbidden, "Forbidden"},
    {Status::not_found, "Not Found"},
    {Status::method_not_allowed, "Method Not Allowed"},
    {Status::not_acceptable, "Not Acceptable"},
    {Status::request_timeout, "Request Timeout"},
    {Status::conflict, "Conflict"},
    {Status::gone, "Gone"},
    {Status::precondition_failed, "Precondition Failed"},
    {Status::content_too_large, "Content Too Large"},
    {Status::uri_too_long, "URI Too Long"},
    {Status::unsupported_media_type, "Unsupported Media Type"},
    {Status::expectation_failed, "Expectation Failed"},
    {Status::unprocessable_content, "Unprocessable Content"},
    {Status::locked, "Locked"},
    {Status::too_many_requests, "Too Many Requests"},
    {Status::header_fields_too_large, "Request Header Fields Too Large"},
    {Status::internal_error, "Internal Server Error"},
    {Status::not_implemented, "Not Implemented"},
    {Status::service_unavailable, "Service Unavailable"},
    {Status::version_not_supported, "HTTP Version Not Supported"},
};

void require_ours(std::string_view name) {
  if (std::ranges::any_of(servers_own, [&](auto own) { return text::equal_ignoring_case(own, name); }))
    throw std::invalid_argument{"a header that the server itself writes"};
}

bool is_cookie_value(std::string_view value) {
  return std::ranges::all_of(value, [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') ||
           std::string_view{"-._~+/="}.find(letter) != std::string_view::npos;
  });
}

/// A path of our own: starts with one slash, and has only what an address may hold.
bool is_own_path(std::string_view location) {
  if (location.empty() || location.front() != '/' || location.starts_with("//") ||
      location.starts_with("/\\"))
    return false;
  return std::ranges::all_of(location, [](char letter) {
    auto const code = static_cast<unsigned char>(letter);
    return code > 0x20 && code < 0x7f && letter != '"' && letter != '<' && letter != '>' && letter != '\\';
  });
}

}  // namespace

std::string_view phrase_of(Status status) {
  auto const found = std::ranges::find(phrases, status, [](auto const& pair) { return pair.first; });
  return found == std::end(phrases) ? "" : found->second;
}

Status status_of(Fault fault) {
  switch (fault) {
    case Fault::malformed:
    case Fault::missing:
      return Status::bad_request;
    case Fault::unknown:
      return Status::unprocessable_content;
    case Fault::refused:
      return Status::forbidden;
    case Fault::not_found:
      return Status::not_found;
    case Fault::conflict:
      return Status::conflict;
    case Fault::too_large:
      return Status::content_too_large;
    case Fault::unavailable:
    case Fault::locked:
    case Fault::retry:
    case Fault::exhausted:
    case Fault::cancelled:
      return Status::service_unavailable;
    case Fault::integrity:
    case Fault::internal:
      return Status::internal_error;
  }
  return Status::internal_error;
}

OwnedFile& OwnedFile::operator=(OwnedFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(length_, other.length_);
  return *this;
}

OwnedFile::~OwnedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t OwnedFile::read_at(std::uint64_t offset, char* room, std::size_t size) const {
  for (;;) {
    auto const got = ::pread(descriptor_, room, size, static_cast<off_t>(offset));
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return 0;
  }
}

Response::Response(Status status) : status_{status} {}
Response::Response(Response&& other) noexcept = default;
Response& Response::operator=(Response&& other) noexcept = default;
Response::~Response() = default;

Response::Response(Status status, std::string_view content_type, Content content)
    : status_{status}, content_{std::move(content)} {
  headers_.add("Content-Type", content_type);
}

Response& Response::add_header(std::string_view name, std::string_view value) & {
  require_ours(name);
  headers_.add(name, value);
  return *this;
}

Response& Response::set_header(std::string_view name, std::string_view value) & {
  require_ours(name);
  headers_.set(name, value);
  return *this;
}

Response& Response::set_cookie(std::string_view name, std::string_view value, CookieOptions options) & {
  if (!is_token(name) || !is_cookie_value(value))
    throw std::invalid_argument{"a cookie that no browser would keep"};
  std::string line{name};
  line.append("=").append(value).append("; Path=/; Secure; HttpOnly; SameSite=");
  line += options.strict ? "Strict" : "Lax";
  if (options.max_age) line += "; Max-Age=" + std::to_string(options.max_age->count());
  headers_.add("Set-Cookie", line);
  return *this;
}

Response& Response::drop_cookie(std::string_view name) & {
  return set_cookie(name, "", {.max_age = std::chrono::seconds{0}});
}

std::string const& Response::text() const {
  static std::string const none;
  auto const* bytes = std::get_if<std::string>(&content_);
  return bytes != nullptr ? *bytes : none;
}

Response html(std::string page, Status status) {
  return {status, "text/html; charset=utf-8", std::move(page)};
}

Response json(std::string document, Status status) {
  return {status, "application/json", std::move(document)};
}

Response plain(std::string words, Status status) {
  return {status, "text/plain; charset=utf-8", std::move(words)};
}

Response redirect(std::string_view location) {
  Response response{Status::see_other};
  response.set_header("Location", is_own_path(location) ? location : "/");
  return response;
}

Response problem(Problem const& problem_) {
  return problem(status_of(problem_.fault), problem_);
}

Response problem(Status status, Problem const& problem) {
  Json document;
  document.set("status", number_of(status));
  document.set("title", problem.title.view());
  document.set("detail", problem.remedy.view());
  document.set("code", problem.code.view());
  return {status, "application/problem+json", document.canonical()};
}

Result<Response> file(std::filesystem::path const& path, std::string_view content_type) {
  int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  struct stat about {};
  if (descriptor < 0 || ::fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
    if (descriptor >= 0) ::close(descriptor);
    return fail(Fault::not_found, "http.file", "There is no such file.", "Check the address.");
  }
  return Response{Status::ok, content_type, OwnedFile{descriptor, static_cast<std::uint64_t>(about.st_size)}};
}

Response events(std::function<EventPoll()> poll) {
  return Response{Status::ok, "text/event-stream", EventStream{std::move(poll)}}.with("Cache-Control",
                                                                                      "no-store");
}

std::string attachment(std::string_view file_name) {
  std::string plain_name;
  std::string full_name;
  for (char const letter : file_name) {
    auto const code = static_cast<unsigned char>(letter);
    bool const bad = code < 0x20 || code == 0x7f || letter == '/' || letter == '\\' || letter == '"';
    full_name += bad ? '_' : letter;
    plain_name += bad || code >= 0x80 || letter == '%' ? '_' : letter;
  }
  return "attachment; filename=\"" + plain_name + "\"; filename*=UTF-8''" + percent_encode(full_name);
}

}  // namespace concordat::http
