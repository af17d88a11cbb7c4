// SPDX-License-Identifier: Apache-2.0
// The half of a connection that writes.
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <variant>

#include "http/server/connection.h"
#include "http/server/wire.h"

namespace concordat::http {
namespace {

/// What is written under one deadline.
constexpr std::size_t piece_bytes = 64 * 1024;

}  // namespace

/// `request` is null where it was not understood.
Awaitable<Connection::Next> Connection::respond(Request const* request, Response const& response,
                                                Head const& head) {
  bool const is_stream = std::holds_alternative<EventStream>(response.content());
  bool const close = is_stream || !head.keep_alive || !decoder_->done() || shared_.stopping ||
                     served_ >= limits_.requests_per_connection;
  Reply reply;
  Status status = response.status();
  if (is_stream && !head.is_1_1) {
    auto const old = problem(
        Status::version_not_supported,
        {Fault::refused, "http.version", "This version of HTTP is not spoken here.", "Use HTTP/1.1."});
    status = old.status();
    reply = co_await send(old, head.method, true);
  } else {
    reply = co_await send(response, head.method, close);
  }
  tell(request, status, reply);
  exchange_.reset();
  inbox_.shrink();
  co_return close || !reply.complete ? Next::close : Next::request;
}

Awaitable<Connection::Next> Connection::refuse(Refusal refusal) {
  auto const response = problem(refusal.status, refusal.problem);
  auto const reply = co_await send(response, Method::other, true);
  tell(exchange_ ? &exchange_->request : nullptr, refusal.status, reply);
  exchange_.reset();
  co_return Next::close;
}

Awaitable<Connection::Reply> Connection::send(Response const& response, Method method, bool close) {
  auto const& content = response.content();
  auto const* const text = std::get_if<std::string>(&content);
  auto const* const file = std::get_if<OwnedFile>(&content);
  bool const bare = !may_have_content(response.status());
  Framing framing{.close = close};
  if (!bare && text != nullptr) framing.content_length = text->size();
  if (!bare && file != nullptr) framing.content_length = file->length();
  framing.chunked = !bare && !framing.content_length;
  auto head = response_head(response.status(), response.headers(), framing, io_thread_.date);
  Reply reply;
  if (bare || method == Method::head) {
    reply.complete = co_await write(head, "");
  } else if (text != nullptr) {
    reply = co_await send_text(*text, std::move(head));
  } else if (file != nullptr) {
    reply = co_await send_file(*file, std::move(head));
  } else {
    reply = co_await send_events(std::move(head));
  }
  co_return reply;
}

Awaitable<Connection::Reply> Connection::send_text(std::string const& text, std::string head) {
  Reply reply;
  std::string_view rest = text;
  do {
    auto const piece = rest.substr(0, piece_bytes);
    bool const written = co_await write(head, piece);
    if (!written) co_return reply;
    head.clear();
    rest.remove_prefix(piece.size());
    reply.bytes += piece.size();
  } while (!rest.empty());
  reply.complete = true;
  co_return reply;
}

Awaitable<Connection::Reply> Connection::send_file(OwnedFile const& file, std::string head) {
  Reply reply;
  std::vector<char> piece(std::min<std::uint64_t>(piece_bytes, file.length()));
  do {
    auto const wanted = std::min<std::uint64_t>(piece.size(), file.length() - reply.bytes);
    auto const got = file.read_at(reply.bytes, piece.data(), wanted);
    if (got != wanted) co_return reply;  // cut while we read: the length that was promised tells the client
    bool const written = co_await write(head, {piece.data(), got});
    if (!written) co_return reply;
    head.clear();
    reply.bytes += got;
  } while (reply.bytes < file.length());
  reply.complete = true;
  co_return reply;
}

Awaitable<Connection::Reply> Connection::send_events(std::string head) {
  Reply reply;
  bool alive = co_await write(head, "");
  auto last = Steady::now();
  while (alive) {
    auto const look = look_for_events();
    while (look && !look->done) co_await wait(Steady::time_point::max());
    if (look && look->failed) co_return reply;  // no last chunk: the client sees that something broke
    std::string text;
    if (look) {
      for (auto const& event : look->poll.events) text += event_text(event);
    }
    if (text.empty() && Steady::now() - last >= limits_.heartbeat_interval) text = heartbeat;
    if (!text.empty()) {
      last = Steady::now();
      auto const bytes = chunk(text);
      alive = co_await write(bytes, "");
      reply.bytes += text.size();
    }
    if (shared_.stopping || (look && look->poll.over)) break;
    if (client_is_gone()) co_return reply;
    co_await wait(Steady::now() + limits_.event_interval);
  }
  if (alive) reply.complete = co_await write(last_chunk, "");
  co_return reply;
}

/// Null where all workers are busy: this round is left out.
std::shared_ptr<EventLook> Connection::look_for_events() {
  auto look = std::make_shared<EventLook>();
  bool const taken =
      shared_.workers.submit_if_quiet([exchange = exchange_, look, wake_up = waker()]() noexcept {
        look->look(std::get<EventStream>(exchange->response.content()));
        look->done = true;
        wake_up();
      });
  return taken ? look : nullptr;
}

bool Connection::client_is_gone() {
  if (closed_) return true;
  char byte = 0;
  auto const got = ::recv(transport_->socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void Connection::tell(Request const* request, Status status, Reply const& reply) {
  if (!shared_.options.finished) return;
  shared_.options.finished({.method = request != nullptr ? request->method : Method::other,
                            .route = request != nullptr ? request->route : std::string_view{},
                            .status = status,
                            .seconds = Steady::now() - asked_at_,
                            .body_bytes = body_bytes_,
                            .answer_bytes = reply.bytes,
                            .complete = reply.complete});
}

}  // namespace concordat::http
