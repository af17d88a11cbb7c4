// SPDX-License-Identifier: Apache-2.0
// Notes, checkpoints, keys, leaves and the signer's frames: what is accepted is written again byte for byte. Of the signer's
// state, what is told stands in it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ledger/leaf.h"
#include "ledger/note.h"
#include "ledger/signer_protocol.h"
#include "ledger/signer_state.h"

namespace ledger = concordat::ledger;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const text(data, data + size);
  auto const require = [](bool holds) {
    if (!holds) std::abort();
  };
  if (auto const note = ledger::parse_note(text)) require(ledger::write_note(*note) == text);
  if (auto const checkpoint = ledger::parse_checkpoint(text))
    require(ledger::checkpoint_text(*checkpoint) == text);
  if (auto const key = ledger::VerifierKey::parse(text)) require(key->text() == text);
  if (auto const leaf = ledger::read_leaf(text)) require(*ledger::write_leaf(*leaf) == text);
  if (auto const request = ledger::decode_request(text)) require(ledger::encode_request(*request) == text);
  if (auto const kept = ledger::parse_state(text)) require(text.find(*kept) != std::string::npos);
  auto buffer = text;
  if (auto const frame = ledger::take_frame(buffer); frame && *frame) {
    require(ledger::encode_frame(**frame) + buffer == text);
  }
  return 0;
}
