// SPDX-License-Identifier: Apache-2.0
#include "http/server/connection.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <utility>

namespace concordat::http {
namespace {

constexpr std::size_t first_inbox_bytes = 4 * 1024;
constexpr std::size_t upload_inbox_bytes = 64 * 1024;
constexpr std::size_t pipe_bytes = 256 * 1024;
/// Of what a refused client still sends; then it is cut off.
constexpr std::uint64_t linger_bytes = 64U << 20U;

Refusal too_slow() {
  return {
      Status::request_timeout,
      {Fault::refused, "http.too-slow", "The request took too long to arrive.", "Send it again, faster."}};
}

Refusal cut_off() {
  return {Status::bad_request,
          {Fault::malformed, "http.body-cut-off", "The connection ended before the request did.",
           "Send it again."}};
}

Refusal line_too_long() {
  return {Status::bad_request,
          {Fault::malformed, "http.body", "The body of the request is not encoded as it says.",
           "Send chunks as RFC 9112 has them, without long extensions."}};
}

}  // namespace

std::span<char> Connection::Inbox::room() {
  if (begin_ > 0) {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
  }
  if (end_ == bytes_.size() && bytes_.size() < most_)
    bytes_.resize(std::min(most_, std::max(first_inbox_bytes, 2 * bytes_.size())));
  return std::span{bytes_}.subspan(end_);
}

void Connection::Inbox::consume(std::size_t bytes) {
  begin_ += bytes;
  if (begin_ == end_) begin_ = end_ = 0;
}

void Connection::Inbox::shrink() {
  if (begin_ != end_ || bytes_.size() <= first_inbox_bytes) return;
  bytes_.resize(first_inbox_bytes);
  bytes_.shrink_to_fit();
}

Connection::Connection(IoThread& io_thread, Shared& shared, std::unique_ptr<Transport> transport, Peer peer,
                       std::string key)
    : io_thread_{io_thread},
      shared_{shared},
      limits_{shared.options.limits},
      transport_{std::move(transport)},
      peer_{std::move(peer)},
      key_{std::move(key)},
      signal_{io_thread.io} {}

Connection::~Connection() {
  shared_.door.leave(key_);
}

void Connection::start() {
  io_thread_.connections.insert(this);
  asio::co_spawn(io_thread_.io.get_executor(), run(), [self = shared_from_this()](std::exception_ptr const&) {
    self->io_thread_.connections.erase(self.get());
  });
}

void Connection::sweep(Steady::time_point now) {
  if (now < deadline_) return;
  deadline_ = Steady::time_point::max();
  timed_out_ = true;
  ErrorCode ignored;
  transport_->socket().cancel(ignored);
}

void Connection::wind_down() {
  ErrorCode ignored;
  if (idle_since_) transport_->socket().cancel(ignored);
  signal_.cancel();
}

void Connection::close() {
  closed_ = true;
  ErrorCode ignored;
  transport_->socket().close(ignored);
  signal_.cancel();
}

Awaitable<void> Connection::run() {
  deadline_ = connected_at_ + limits_.header_deadline;
  auto const error = co_await transport_->handshake();
  deadline_ = Steady::time_point::max();
  if (!error) {
    peer_.certificate_subject = transport_->certificate_subject();
    for (;;) {
      auto const next = co_await serve();
      if (next == Next::close) break;
    }
  }
  idle_since_.reset();
  co_await linger();
}

Awaitable<Connection::Next> Connection::serve() {
  refusal_.reset();
  pipe_ = nullptr;
  inbox_.limit(limits_.header_bytes);
  auto const length = co_await await_head();
  if (length == 0) {
    if (!refusal_) co_return Next::close;
    auto const next = co_await refuse(*refusal_);
    co_return next;
  }
  ++served_;
  asked_at_ = Steady::now();
  waited_for_body_ = {};
  body_bytes_ = 0;
  decoder_.emplace(limits_);
  auto head = decoder_->head(inbox_.view().substr(0, length));
  inbox_.consume(length);
  if (!head) {
    auto const next = co_await refuse(head.error());
    co_return next;
  }
  auto const next = co_await take_request(std::move(*head));
  co_return next;
}

/// The length of the head at the front of the inbox; 0 where none will come.
Awaitable<std::size_t> Connection::await_head() {
  bool begun = served_ == 0;  // the first has its deadline from connecting, even where not a byte came
  auto deadline =
      begun ? connected_at_ + limits_.header_deadline : Steady::now() + limits_.keep_alive_deadline;
  idle_since_ = Steady::now();
  std::size_t searched = 0;
  for (;;) {
    auto const arrived = inbox_.view();
    if (!arrived.empty() && !std::exchange(begun, true)) deadline = Steady::now() + limits_.header_deadline;
    auto const end = end_of_head(arrived, searched);
    if (std::max(end, searched = arrived.size()) > limits_.header_bytes ||
        (end == 0 && inbox_.room().empty())) {
      refusal_ = head_too_long(inbox_.view(), limits_);
      co_return 0;
    }
    if (end > 0) {
      idle_since_.reset();
      co_return end;
    }
    if (shared_.stopping) co_return 0;
    bool const got = co_await read(deadline);
    if (!got) {
      if (timed_out_ && !inbox_.view().empty()) refusal_ = too_slow();
      co_return 0;
    }
  }
}

Awaitable<Connection::Next> Connection::take_request(Head head) {
  auto target = parse_target(head.target);
  if (!target) {
    auto const response = problem(target.error());
    auto const next = co_await respond(nullptr, response, head);
    co_return next;
  }
  Request request{.method = head.method,
                  .target = std::move(head.target),
                  .segments = std::move(target->segments),
                  .path = std::move(target->path),
                  .query = std::move(target->query),
                  .headers = std::move(head.headers),
                  .host = std::move(head.host),
                  .peer = peer_,
                  .secure = transport_->secure(),
                  .body = nothing_};
  Admission admission;
  if (shared_.options.admit) admission = shared_.options.admit(request);
  if (!admission.expected || !head.has_body()) {
    auto const next = co_await hand_over(std::make_unique<BytesBody>(""), std::move(request), head);
    co_return next;
  }
  auto const limit = admission.body_bytes.value_or(limits_.body_bytes);
  if (head.content_length.value_or(0) > limit) {
    auto const next = co_await refuse(body_too_large());
    co_return next;
  }
  decoder_->limit_body(limit);
  auto const next = co_await take_body(std::move(request), head);
  co_return next;
}

/// Waits for a small body here, where nobody else has to wait for it; a larger one goes through a pipe.
Awaitable<Connection::Next> Connection::take_body(Request request, Head const& head) {
  std::string bytes;
  std::size_t held = 0;
  bool const lazily = head.expects_continue && inbox_.view().empty();
  while (!lazily && held < limits_.buffered_body_bytes) {
    if (held == bytes.size())
      bytes.resize(std::min(limits_.buffered_body_bytes, std::max(first_inbox_bytes, 2 * bytes.size())));
    auto const got = co_await decode(std::span{bytes}.subspan(held));
    if (got == 0) break;
    held += got;
  }
  if (refusal_) {
    auto const next = co_await refuse(*refusal_);
    co_return next;
  }
  bytes.resize(held);
  if (decoder_->done()) {
    auto const next =
        co_await hand_over(std::make_unique<BytesBody>(std::move(bytes)), std::move(request), head);
    co_return next;
  }
  inbox_.limit(upload_inbox_bytes);
  auto pipe = std::make_unique<BodyPipe>(std::max(pipe_bytes, held), head.content_length, waker());
  if (held > 0) std::memcpy(pipe->room().data(), bytes.data(), held);
  pipe->commit(held);
  bytes = {};
  pipe_ = pipe.get();
  auto const next = co_await hand_over(std::move(pipe), std::move(request), head);
  co_return next;
}

/// To a worker, and its answer to the client. REQUIRES: pipe_ is the body where it is still to be pumped,
/// else null.
Awaitable<Connection::Next> Connection::hand_over(std::unique_ptr<Body> body, Request request,
                                                  Head const& head) {
  exchange_ = std::make_shared<Exchange>(std::move(request), std::move(body));
  auto& pool = pipe_ != nullptr ? shared_.upload_workers : shared_.workers;
  bool const taken =
      pool.submit([exchange = exchange_, &handler = shared_.options.handler, wake_up = waker()]() noexcept {
        exchange->answer(handler);
        exchange->done = true;
        wake_up();
      });
  if (!taken) {
    auto const busy = problem(Status::service_unavailable,
                              {Fault::unavailable, "http.busy",
                               "Too much is being asked of the hub at the moment.", "Try again in a moment."})
                          .with("Retry-After", "1");
    auto const next = co_await respond(&exchange_->request, busy, head);
    co_return next;
  }
  if (pipe_ != nullptr) co_await pump(*pipe_, head.expects_continue);
  while (!exchange_->done) co_await wait(Steady::time_point::max());
  if (refusal_) {
    auto const next = co_await refuse(*refusal_);
    co_return next;
  }
  auto const next = co_await respond(&exchange_->request, exchange_->response, head);
  co_return next;
}

/// The next bytes of the body; 0 at its end, and where `refusal_` says why there are none.
Awaitable<std::size_t> Connection::decode(std::span<char> out) {
  while (!decoder_->done()) {
    if (auto const in = inbox_.view(); !in.empty()) {
      auto const step = decoder_->body(in, out);
      if (!step) {
        refusal_ = step.error();
        co_return 0;
      }
      inbox_.consume(step->consumed);
      body_bytes_ += step->produced;
      if (step->produced > 0) co_return step->produced;
      if (step->consumed > 0) continue;
    }
    if (inbox_.room().empty()) {
      refusal_ = line_too_long();
      co_return 0;
    }
    auto const since = Steady::now();
    awaits_body_ = true;
    bool const got = co_await read(body_deadline());
    awaits_body_ = false;
    waited_for_body_ += Steady::now() - since;
    if (!got) {
      refusal_ = timed_out_ ? too_slow() : cut_off();
      co_return 0;
    }
  }
  co_return 0;
}

Steady::time_point Connection::body_deadline() const {
  auto const earned =
      std::chrono::seconds{body_bytes_ / std::max<std::uint64_t>(1, limits_.body_bytes_per_second)};
  auto const left = limits_.body_deadline + earned - waited_for_body_;
  return Steady::now() + std::min<Steady::duration>(left, limits_.idle_deadline);
}

/// Moves the body from the socket to the worker until it ends, fails, or the worker has answered without it.
Awaitable<void> Connection::pump(BodyPipe& pipe, bool expects_continue) {
  if (expects_continue) {
    while (!exchange_->done && !pipe.is_asked_for()) co_await wait(Steady::time_point::max());
    if (exchange_->done) co_return;
    // Where this fails, so does the read that follows.
    static_cast<void>(co_await write("HTTP/1.1 100 Continue\r\n\r\n", ""));
  }
  while (!exchange_->done) {
    auto const room = pipe.room();
    if (room.empty()) {
      co_await wait(Steady::time_point::max());
      continue;
    }
    auto const got = co_await decode(room);
    if (got > 0) {
      pipe.commit(got);
      continue;
    }
    if (exchange_->done) {
      refusal_.reset();  // the read was given up because nobody wants the rest
    } else if (refusal_) {
      pipe.fail(refusal_->problem);
    } else {
      pipe.finish();
    }
    co_return;
  }
}

Awaitable<bool> Connection::read(Steady::time_point deadline) {
  timed_out_ = false;
  deadline_ = deadline;
  auto const got = co_await transport_->read_some(inbox_.room());
  deadline_ = Steady::time_point::max();
  inbox_.commit(got.bytes);
  co_return got.bytes > 0;
}

Awaitable<bool> Connection::write(std::string_view first, std::string_view second) {
  timed_out_ = false;
  deadline_ = Steady::now() + limits_.idle_deadline;
  std::array<asio::const_buffer, 2> const bytes = {asio::buffer(first), asio::buffer(second)};
  auto const put = co_await transport_->write(bytes);
  deadline_ = Steady::time_point::max();
  co_return !put.error;
}

Awaitable<void> Connection::wait(Steady::time_point until) {
  signal_.expires_at(until);
  static_cast<void>(co_await signal_.async_wait(asio::as_tuple(asio::use_awaitable_t<Executor>{})));
}

std::function<void()> Connection::waker() {
  return [weak = weak_from_this(), executor = io_thread_.io.get_executor()] {
    asio::post(executor, [weak] {
      if (auto const self = weak.lock()) self->wake();
    });
  };
}

void Connection::wake() {
  signal_.cancel();
  ErrorCode ignored;
  if (awaits_body_ && exchange_ && exchange_->done) transport_->socket().cancel(ignored);
}

/// Ends our side and reads on for a while: closing with bytes unread would destroy the answer on its way.
Awaitable<void> Connection::linger() {
  if (closed_) co_return;
  auto const until = Steady::now() + limits_.linger_deadline;
  deadline_ = until;
  co_await transport_->say_end();
  std::vector<char> scratch(first_inbox_bytes);
  for (std::uint64_t read = 0; read < linger_bytes && Steady::now() < until;) {
    deadline_ = until;
    auto const got = co_await transport_->read_raw(scratch);
    if (got.error) break;
    read += got.bytes;
  }
  deadline_ = Steady::time_point::max();
}

}  // namespace concordat::http
