// SPDX-License-Identifier: Apache-2.0
// The hub's side.
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>
#include <utility>

#include "crypto/encoding.h"
#include "ledger/errand.h"
#include "ledger/signer.h"
#include "ledger/signer_protocol.h"

namespace concordat::ledger {
namespace {

tl::unexpected<Problem> unavailable() {
  return tl::unexpected<Problem>{signer_unavailable()};
}

/// The started program; its end of the socket is its standard input and output.
class Child {
 public:
  Child(int socket, pid_t process) : socket_{socket}, process_{process} {}
  Child(Child const&) = delete;
  Child& operator=(Child const&) = delete;
  ~Child() {
    ::close(socket_);  // the end of its input: it goes by itself
    for (; tries_ > 0; --tries_) {
      if (::waitpid(process_, nullptr, WNOHANG) != 0) return;
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  /// It did not answer: it is not waited for either.
  void give_up() { tries_ = 0; }
  /// A child that waits for the next question has nothing to say and has not hung up.
  [[nodiscard]] bool listens() const {
    pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, 0) == 0;
  }
  [[nodiscard]] int socket() const { return socket_; }
  [[nodiscard]] pid_t process() const { return process_; }

  [[nodiscard]] static std::unique_ptr<Child> spawn(std::vector<std::string> const& command) {
    std::array<int, 2> ends{};
    if (command.empty() || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
      return nullptr;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::vector<std::string> words = command;
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t process = 0;
    int const failed =
        ::posix_spawnp(&process, arguments.front(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (failed != 0) {
      ::close(ends[0]);
      return nullptr;
    }
    return std::make_unique<Child>(ends[0], process);
  }

 private:
  int socket_;
  pid_t process_;
  int tries_ = 200;  ///< of 5 ms
};

/// A frame of the wanted kind, or the problem that a refusal, an end or another frame stands for.
Result<std::string> payload_of(Result<std::optional<Frame>> const& frame, FrameKind wanted) {
  if (!frame) return fail(frame);
  if (!*frame) return unavailable();
  if ((*frame)->kind == wanted) return (*frame)->payload;
  auto const refusal =
      (*frame)->kind == FrameKind::refused ? decode_refusal((*frame)->payload) : std::nullopt;
  return tl::unexpected<Problem>{problem_of(refusal.value_or(Refusal::malformed))};
}

Result<std::string> send_on_errand(SignerClientOptions const& options, std::string errand, std::filesystem::path const& file) {
  auto command = options.command;
  command.push_back(std::move(errand));
  command.push_back(file.string());
  auto const child = Child::spawn(command);
  if (!child) return unavailable();
  FrameChannel channel{child->socket(), child->socket()};
  auto told = payload_of(channel.receive(options.timeout), FrameKind::told);
  if (!told) child->give_up();
  return told;
}

}  // namespace

Result<std::string> ask_place(SignerClientOptions const& options, std::filesystem::path const& file) {
  return send_on_errand(options, "--place-of", file);
}

Result<crypto::PublicKey> make_next_key(SignerClientOptions const& options, std::filesystem::path const& from) {
  auto const told = send_on_errand(options, "--next-key", from);
  if (!told) return fail(told);
  auto const key = crypto::hash_from_base64(*told);
  if (!key) return tl::unexpected<Problem>{problem_of(Refusal::malformed)};
  return *key;
}

Result<VerifierKey> begin_signer(SignerClientOptions const& options, std::filesystem::path const& from, std::string_view origin) {
  auto const told = send_on_errand(options, std::string{begin_errand} + std::string{origin}, from);
  if (!told) return fail(told);
  return VerifierKey::parse(*told);
}

struct SignerClient::State {
  std::unique_ptr<Child> child;
  FrameChannel channel;
  std::chrono::milliseconds timeout;
  VerifierKey verifier;
  TreeHead last;
  std::string note;
};

SignerClient::SignerClient(std::unique_ptr<State> state) : state_{std::move(state)} {}
SignerClient::~SignerClient() = default;

Result<std::unique_ptr<SignerClient>> SignerClient::start(SignerClientOptions options) {
  auto child = Child::spawn(options.command);
  if (!child) return unavailable();
  FrameChannel channel{child->socket(), child->socket()};
  auto const ready = payload_of(channel.receive(options.timeout), FrameKind::ready);
  if (!ready) {
    child->give_up();
    return fail(ready);
  }
  auto const line_end = ready->find('\n');
  if (line_end == std::string::npos) return tl::unexpected<Problem>{problem_of(Refusal::malformed)};
  auto const verifier = VerifierKey::parse(std::string_view{*ready}.substr(0, line_end));
  if (!verifier) return fail(verifier);
  auto note = ready->substr(line_end + 1);
  auto const checkpoint = open_checkpoint(note, *verifier);
  if (!checkpoint) return fail(checkpoint);
  return std::unique_ptr<SignerClient>{new SignerClient{std::make_unique<State>(State{
      std::move(child), std::move(channel), options.timeout, *verifier, checkpoint->head, std::move(note)})}};
}

VerifierKey const& SignerClient::verifier() const {
  return state_->verifier;
}
TreeHead const& SignerClient::last() const {
  return state_->last;
}
std::string const& SignerClient::last_note() const {
  return state_->note;
}
bool SignerClient::alive() const {
  return state_->child && state_->child->listens();
}
int SignerClient::process_id() const {
  return state_->child ? state_->child->process() : 0;
}

void SignerClient::follow(std::string const& note) {
  if (note == state_->note) return;
  auto const checkpoint = open_checkpoint(note, state_->verifier);
  if (!checkpoint || checkpoint->head.size <= state_->last.size) return;
  state_->last = checkpoint->head;
  state_->note = note;
}

Result<std::string> SignerClient::sign(TreeHead const& head, Proof const& proof) {
  if (!state_->child) return unavailable();
  auto const request = encode_request({state_->last.size, head, proof});
  auto sent = state_->channel.send({FrameKind::sign, request});
  auto note = sent ? payload_of(state_->channel.receive(state_->timeout), FrameKind::signed_note)
                   : Result<std::string>{fail(sent)};
  if (!note) {
    // a late answer to this question must never be taken for the answer to the next
    if (note.error().fault == Fault::unavailable) {
      state_->child->give_up();
      state_->child.reset();
    }
    return note;
  }
  auto const checkpoint = open_checkpoint(*note, state_->verifier);
  if (!checkpoint) return fail(checkpoint);
  if (checkpoint->head != head) return tl::unexpected<Problem>{problem_of(Refusal::malformed)};
  state_->last = head;
  state_->note = *note;
  return note;
}

}  // namespace concordat::ledger
