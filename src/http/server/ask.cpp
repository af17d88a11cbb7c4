// SPDX-License-Identifier: Apache-2.0
#include "http/server/ask.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "http/server/asio_types.h"

namespace concordat::http {
namespace {

namespace ssl = asio::ssl;
namespace beast = boost::beast;
using Resolver = asio::ip::basic_resolver<asio::ip::tcp, Executor>;

constexpr auto use_awaitable = asio::as_tuple(asio::use_awaitable_t<Executor>{});

struct Address {
  bool secure = false;
  std::string host;
  std::string port;
  std::string path;
  std::string authority;
  beast::http::verb verb = beast::http::verb::post;
};

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':';
  });
}

std::optional<Address> parse_url(std::string_view url) {
  Address address;
  address.secure = url.starts_with("https://");
  if (!address.secure && !url.starts_with("http://")) return std::nullopt;
  bool const plain = std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '?' && c != '#' && c != '@' && c != '\\'; });
  if (!plain) return std::nullopt;
  url.remove_prefix(address.secure ? 8 : 7);
  auto const slash = std::min(url.find('/'), url.size());
  auto authority = url.substr(0, slash);
  address.path = slash == url.size() ? "/" : std::string{url.substr(slash)};
  address.authority = authority;
  address.port = address.secure ? "443" : "80";
  auto const bracket = authority.rfind(']');
  auto const colon = authority.rfind(':');
  if (colon != authority.npos && (bracket == authority.npos || colon > bracket)) {
    auto const port = text::parse_integer(authority.substr(colon + 1));
    if (!port || *port < 1 || *port > 65'535) return std::nullopt;
    address.port = std::to_string(*port);
    authority = authority.substr(0, colon);
  }
  bool const six = authority.starts_with('[') && authority.ends_with(']');
  address.host = six ? authority.substr(1, authority.size() - 2) : authority;
  if (!is_host(address.host) || six != (address.host.find(':') != std::string::npos)) return std::nullopt;
  return address;
}

/// What the coroutine leaves behind; no answer where it did not get that far.
struct Outcome {
  std::optional<Answered> answer;
};

template <class Stream>
Awaitable<void> exchange(Stream& stream, Address const& address, Question const& question, Outcome& outcome) {
  beast::http::request<beast::http::string_body> request{address.verb, address.path, 11};
  request.set(beast::http::field::host, address.authority);
  request.set(beast::http::field::connection, "close");
  if (address.verb == beast::http::verb::post) {
    request.set(beast::http::field::content_type, question.content_type);
    request.body() = question.body;
  }
  request.prepare_payload();
  auto const [unsent, sent] = co_await beast::http::async_write(stream, request, use_awaitable);
  static_cast<void>(sent);
  if (unsent) co_return;
  beast::flat_buffer buffer;
  beast::http::response_parser<beast::http::string_body> parser;
  parser.body_limit(question.most_answer_bytes);
  auto const [unread, read] = co_await beast::http::async_read(stream, buffer, parser, use_awaitable);
  static_cast<void>(read);
  if (unread) co_return;
  auto& response = parser.get();
  auto const type = response[beast::http::field::content_type];
  outcome.answer = Answered{static_cast<int>(response.result_int()), std::string{type.data(), type.size()}, std::move(response.body())};
}

Awaitable<void> ask(asio::io_context& io, Address const& address, Question const& question, ssl::context* trust, Outcome& outcome) {
  Resolver resolver{io.get_executor()};
  auto const [unknown, found] = co_await resolver.async_resolve(address.host, address.port, use_awaitable);
  if (unknown) co_return;
  Socket socket{io.get_executor()};
  auto const [unreachable, where] = co_await asio::async_connect(socket, found, use_awaitable);
  static_cast<void>(where);
  if (unreachable) co_return;
  if (trust == nullptr) {
    co_await exchange(socket, address, question, outcome);
    co_return;
  }
  ssl::stream<Socket> stream{std::move(socket), *trust};
  stream.set_verify_mode(ssl::verify_peer);
  stream.set_verify_callback(ssl::host_name_verification{address.host});
  SSL_set_tlsext_host_name(stream.native_handle(), address.host.c_str());
  auto const [untrusted] = co_await stream.async_handshake(ssl::stream_base::client, use_awaitable);
  if (!untrusted) co_await exchange(stream, address, question, outcome);
}

Result<std::unique_ptr<ssl::context>> make_trust(Question const& question) {
  auto trust = std::make_unique<ssl::context>(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(trust->native_handle(), TLS1_2_VERSION);
  ErrorCode error;
  if (question.ca_file) {
    trust->load_verify_file(question.ca_file->string(), error);
  } else {
    trust->set_default_verify_paths(error);
  }
  if (!error) return trust;
  return fail(Fault::unavailable, "http.trust", "The certificates that the other server is checked against cannot be read.",
              "Name a file of certificates as PEM.");
}

Result<Answered> send(Question const& question, beast::http::verb verb) {
  auto address = parse_url(question.url);
  if (!address) {
    return fail(Fault::malformed, "http.url", "This is no address of a server.",
                "Write http:// or https://, the host, its port where it is not the usual one, and a path.");
  }
  address->verb = verb;
  std::unique_ptr<ssl::context> trust;
  if (address->secure) {
    auto made = make_trust(question);
    if (!made) return fail(made);
    trust = std::move(*made);
  }
  Outcome outcome;
  {
    asio::io_context io{1};
    asio::co_spawn(io.get_executor(), ask(io, *address, question, trust.get(), outcome), [](std::exception_ptr) {});
    io.run_for(question.deadline);
  }
  if (outcome.answer) return std::move(*outcome.answer);
  return fail(Fault::unavailable, "http.no-answer", "The other server gave no answer that could be read.",
              "See that it runs and can be reached from this machine; it is asked again later.");
}

}  // namespace

Result<Answered> post(Question const& question) { return send(question, beast::http::verb::post); }
Result<Answered> get(Question const& question) { return send(question, beast::http::verb::get); }

}  // namespace concordat::http
