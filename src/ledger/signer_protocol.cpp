// SPDX-License-Identifier: Apache-2.0
#include "ledger/signer_protocol.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/fixed_text.h"
#include "crypto/encoding.h"
#include "ledger/tiles.h"

namespace concordat::ledger {
namespace {

constexpr char protocol_version = 1;
constexpr std::size_t most_hashes = 128;  // two for each level of the tallest tree

void append_number(std::string& out, std::uint64_t number, unsigned bytes) {
  for (auto shift = bytes * 8; shift > 0; shift -= 8) out += static_cast<char>(number >> (shift - 8) & 0xffU);
}

std::uint64_t take_number(std::string_view& from, unsigned bytes) {
  std::uint64_t number = 0;
  for (unsigned at = 0; at < bytes; ++at) number = number << 8U | static_cast<unsigned char>(from[at]);
  from.remove_prefix(bytes);
  return number;
}

bool is_kind(char byte) {
  auto const kind = static_cast<FrameKind>(byte);
  return kind == FrameKind::ready || kind == FrameKind::signed_note || kind == FrameKind::refused || kind == FrameKind::told ||
         kind == FrameKind::sign;
}

using Steady = std::chrono::steady_clock;

/// False where the limit passed first.
bool wait_for_input(int descriptor, std::optional<Steady::time_point> until) {
  for (;;) {
    int milliseconds = -1;
    if (until) {
      auto const left = std::chrono::ceil<std::chrono::milliseconds>(*until - Steady::now()).count();
      milliseconds = static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
    }
    pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
    int const ready = ::poll(&waiting, 1, milliseconds);
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) return false;
  }
}

}  // namespace

std::string encode_frame(Frame const& frame) {
  std::string out;
  append_number(out, frame.payload.size() + 2, 4);
  out += protocol_version;
  out += static_cast<char>(frame.kind);
  return out += frame.payload;
}

Result<std::optional<Frame>> take_frame(std::string& buffer) {
  if (buffer.size() < 4) return std::optional<Frame>{};
  std::string_view rest = buffer;
  auto const size = take_number(rest, 4);
  bool const sized = size >= 2 && size <= largest_frame;
  bool const headed = rest.size() < 2 || (rest[0] == protocol_version && is_kind(rest[1]));
  if (!sized || !headed) return tl::unexpected<Problem>{problem_of(Refusal::malformed)};
  if (rest.size() < size) return std::optional<Frame>{};
  Frame frame{static_cast<FrameKind>(rest[1]), std::string{rest.substr(2, size - 2)}};
  buffer.erase(0, size + 4);
  return std::optional<Frame>{std::move(frame)};
}

std::string encode_request(SignRequest const& request) {
  std::string out;
  append_number(out, request.old_size, 8);
  append_number(out, request.head.size, 8);
  out += crypto::text_of(request.head.root);
  append_number(out, request.proof.size(), 2);
  for (auto const& hash : request.proof) out += crypto::text_of(hash);
  return out;
}

std::optional<SignRequest> decode_request(std::string_view payload) {
  constexpr std::size_t fixed = 8 + 8 + hash_size + 2;
  if (payload.size() < fixed) return std::nullopt;
  SignRequest request;
  request.old_size = take_number(payload, 8);
  request.head.size = take_number(payload, 8);
  request.head.root = crypto::hash_from_bytes(payload.substr(0, hash_size));
  payload.remove_prefix(hash_size);
  auto const hashes = take_number(payload, 2);
  if (hashes > most_hashes || payload.size() != hashes * hash_size) return std::nullopt;
  for (std::size_t at = 0; at < hashes; ++at) request.proof.push_back(hash_at(payload, at));
  return request;
}

std::optional<Refusal> decode_refusal(std::string_view payload) {
  if (payload.size() != 1 || payload[0] < 1 || payload[0] > static_cast<char>(Refusal::no_key))
    return std::nullopt;
  return static_cast<Refusal>(payload[0]);
}

namespace {

struct Told {
  Refusal refusal;
  Fault fault;
  FixedText code;
  FixedText title;
  FixedText remedy;
};
constexpr std::array told_of{
    Told{Refusal::credential, Fault::missing, "ledger.signer-credential", "The ledger's key lies in a systemd credential, and the signer was given none of that name.",
         "Start the hub by its unit with LoadCredential=NAME:FILE; a verb by hand by systemd-run with the same property."},
    Told{Refusal::module, Fault::missing, "ledger.token-module", "The library of the token that holds the ledger's key cannot be loaded.",
         "Install it, and name it by its whole path behind 'module' in signer.key."},
    Told{Refusal::token, Fault::unavailable, "ledger.token-missing", "The token that holds the ledger's key is not there, or gave an error.",
         "Plug it in, start what it needs, and compare its label with 'token' in signer.key; then look at its own log."},
    Told{Refusal::pin, Fault::refused, "ledger.token-pin", "The token that holds the ledger's key does not take the PIN, or there is none. A PIN it did not take is not tried a second time.",
         "Put the right PIN into the file that signer.key names, mode 0400. Where the token's PIN was changed instead, write that file again."},
    Told{Refusal::pin_locked, Fault::refused, "ledger.token-pin-locked", "The token that holds the ledger's key has locked its PIN after too many wrong tries.",
         "Unlock it with its security officer's PIN, then put the right PIN into the file that signer.key names."},
    Told{Refusal::token_key, Fault::missing, "ledger.token-key", "The token has no pair of keys of the label in signer.key, or more than one.",
         "Compare the label with what the token holds (pkcs11-tool --list-objects): one private and one public key."},
    Told{Refusal::mechanism, Fault::refused, "ledger.token-mechanism", "The token or its key cannot sign with Ed25519, which the ledger's format asks for.",
         "Use a token that offers CKM_EDDSA, and a key of the curve edwards25519."},
    Told{Refusal::busy, Fault::locked, "ledger.signer-busy", "Another signer of this ledger does not let go of its record.",
         "Try again; if it stays so, look for a concordat signer process that hangs, and end it."},
    Told{Refusal::key, Fault::refused, "ledger.signer-key", "The signer cannot use its key file.",
         "Check that the key file exists, belongs to the signer's user and has mode 0400."},
    Told{Refusal::state, Fault::integrity, "ledger.signer-state", "The signer's own record of the ledger is missing or not signed by its key.",
         "Restore the signer's state file; without it nobody can tell whether history was rewritten."},
    Told{Refusal::shorter, Fault::integrity, "ledger.log-shorter", "The ledger is shorter than it was.",
         "Restore the latest copy of the database; if there is none, start a new epoch of the log."},
    Told{Refusal::rewritten, Fault::integrity, "ledger.log-rewritten", "The ledger does not continue what was signed before.",
         "Keep the database as evidence, and compare it with a partner's copy of the log."},
    Told{Refusal::stale, Fault::conflict, "ledger.signer-stale", "The proof does not start at the signer's last checkpoint.",
         "Start the signer again and make the proof from the size it names."},
    Told{Refusal::malformed, Fault::malformed, "ledger.signer-protocol", "The signer and the hub do not understand each other.",
         "Use the signer of the same version as the hub."},
    Told{Refusal::storage, Fault::exhausted, "ledger.signer-storage", "The signer cannot write its state file, so it signs nothing.",
         "Free space on the signer's disk, and check who may write there. What was asked may stand in the ledger already: look before you repeat it."},
    Told{Refusal::no_key, Fault::malformed, "ledger.signer-key-malformed", "The file neither is a signing key nor says where one lies.",
         "Write it as docs/formats/signer-protocol.md shows, or bring the file back that concordat made."},
};

}  // namespace

Problem problem_of(Refusal refusal) {
  auto const* const told = std::ranges::find(told_of, refusal, &Told::refusal);
  return told == told_of.end() ? signer_unavailable() : Problem{told->fault, told->code, told->title, told->remedy, {}};
}

Refusal refusal_of(Problem const& problem) {
  static constexpr std::array<std::pair<std::string_view, Refusal>, 10> known{{{"key-place.no-credential", Refusal::credential},
                                                                              {"key-place.malformed", Refusal::no_key},
                                                                              {"token.module", Refusal::module},
                                                                              {"token.missing", Refusal::token},
                                                                              {"token.failed", Refusal::token},
                                                                              {"key-place.no-pin", Refusal::pin},
                                                                              {"token.pin", Refusal::pin},
                                                                              {"token.pin-locked", Refusal::pin_locked},
                                                                              {"token.key", Refusal::token_key},
                                                                              {"token.mechanism", Refusal::mechanism}}};
  auto const found = std::find_if(known.begin(), known.end(), [&](auto const& one) { return problem.code.view() == one.first; });
  return found == known.end() ? Refusal::key : found->second;
}

Problem signer_unavailable() {
  return {Fault::unavailable, "ledger.signer-unavailable", "The signer of the ledger does not answer.",
          "Check that the signer can start; until it does, nothing can be disclosed."};
}

Result<std::optional<Frame>> FrameChannel::receive(std::optional<std::chrono::milliseconds> limit) {
  std::optional<Steady::time_point> until;
  if (limit) until = Steady::now() + *limit;
  for (;;) {
    auto frame = take_frame(buffer_);
    if (!frame || *frame) return frame;
    if (!wait_for_input(input_, until)) return tl::unexpected<Problem>{signer_unavailable()};
    std::array<char, 4096> bytes{};
    auto const got = ::read(input_, bytes.data(), bytes.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::unexpected<Problem>{signer_unavailable()};
    if (got == 0) return std::optional<Frame>{};
    buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

Result<void> FrameChannel::send(Frame const& frame) const {
  auto const bytes = encode_frame(frame);
  std::string_view rest = bytes;
  while (!rest.empty()) {
    // a dead reader must be an error, not a signal; a pipe knows no such flag, so run_signer ignores the
    // signal
    auto sent = ::send(output_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == ENOTSOCK) sent = ::write(output_, rest.data(), rest.size());
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return tl::unexpected<Problem>{signer_unavailable()};
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

}  // namespace concordat::ledger
