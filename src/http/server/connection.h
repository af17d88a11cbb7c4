// SPDX-License-Identifier: Apache-2.0
// One client: reads a request, has it answered, writes the answer, and again.
//
// Thread safety: everything runs on its I/O thread; workers only post to it.
// Invariants:
//   1. while bytes are awaited or sent there is a deadline, and sweep() enforces it;
//   2. requests are answered one after the other, whatever the client sends ahead;
//   3. the connection outlives the worker that answers for it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/server/body_pipe.h"
#include "http/server/decoder.h"
#include "http/server/exchange.h"
#include "http/server/shared.h"
#include "http/server/transport.h"

namespace concordat::http {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(IoThread& io_thread, Shared& shared, std::unique_ptr<Transport> transport, Peer peer,
             std::string key);
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;
  ~Connection();

  void start();
  /// Cancels what has passed its deadline.
  void sweep(Steady::time_point now);
  /// The server stops: ends now where nothing was asked, else after the answer.
  void wind_down();
  /// Cuts off.
  void close();
  /// Since when nothing has been asked; nothing where a request is on its way.
  [[nodiscard]] std::optional<Steady::time_point> idle_since() const { return idle_since_; }

 private:
  /// Bytes that arrived and are not used yet. Grows to its limit as they come, so that silent clients cost
  /// little.
  class Inbox {
   public:
    void limit(std::size_t most) { most_ = most; }
    [[nodiscard]] std::string_view view() const { return {bytes_.data() + begin_, end_ - begin_}; }
    [[nodiscard]] std::span<char> room();  ///< empty where it is full
    void commit(std::size_t bytes) { end_ += bytes; }
    void consume(std::size_t bytes);
    void shrink();

   private:
    std::vector<char> bytes_;
    std::size_t most_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
  };

  struct Reply {
    std::uint64_t bytes = 0;
    bool complete = false;
  };
  enum class Next : std::uint8_t { request, close };

  // the course of things
  Awaitable<void> run();
  Awaitable<Next> serve();
  Awaitable<std::size_t> await_head();
  Awaitable<Next> take_request(Head head);
  Awaitable<Next> take_body(Request request, Head const& head);
  Awaitable<Next> hand_over(std::unique_ptr<Body> body, Request request, Head const& head);
  Awaitable<Next> respond(Request const* request, Response const& response, Head const& head);
  Awaitable<Next> refuse(Refusal refusal);
  Awaitable<void> linger();

  // bodies
  Awaitable<std::size_t> decode(std::span<char> out);
  Awaitable<void> pump(BodyPipe& pipe, bool expects_continue);
  [[nodiscard]] Steady::time_point body_deadline() const;

  // answers
  Awaitable<Reply> send(Response const& response, Method method, bool close);
  Awaitable<Reply> send_text(std::string const& text, std::string head);
  Awaitable<Reply> send_file(OwnedFile const& file, std::string head);
  Awaitable<Reply> send_events(std::string head);
  [[nodiscard]] std::shared_ptr<EventLook> look_for_events();
  void tell(Request const* request, Status status, Reply const& reply);

  // the socket, with deadlines
  Awaitable<bool> read(Steady::time_point deadline);
  Awaitable<bool> write(std::string_view first, std::string_view second);
  Awaitable<void> wait(Steady::time_point until);
  [[nodiscard]] bool client_is_gone();
  [[nodiscard]] std::function<void()> waker();
  void wake();

  IoThread& io_thread_;
  Shared& shared_;
  Limits const& limits_;
  std::unique_ptr<Transport> transport_;
  Peer peer_;
  std::string const key_;  ///< by which the doorkeeper counts
  BytesBody nothing_{""};
  Timer signal_;
  Inbox inbox_;
  std::optional<Decoder> decoder_;
  std::optional<Refusal> refusal_;  ///< why await_head() or decode() gave nothing
  std::shared_ptr<Exchange> exchange_;
  BodyPipe* pipe_ = nullptr;  ///< the body of exchange_, where it is pumped
  Steady::time_point deadline_ = Steady::time_point::max();
  Steady::time_point connected_at_ = Steady::now();
  Steady::time_point asked_at_ = {};
  std::optional<Steady::time_point> idle_since_ = connected_at_;
  Steady::duration waited_for_body_{};
  std::uint64_t body_bytes_ = 0;
  std::size_t served_ = 0;
  bool timed_out_ = false;
  bool awaits_body_ = false;  ///< a read for the body is on its way
  bool closed_ = false;
};

}  // namespace concordat::http
