// SPDX-License-Identifier: Apache-2.0
// A layer between SQLite and its files that fails on demand: at the n-th call it kills the process, loses the power (what
// was not synced is gone), fills the disk, or lets a sync fail. Only for tests; whole process; one thread.
#pragma once

#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <new>
#include <string>
#include <vector>

namespace concordat::hub::failing {

enum class Fault_ : int { none, kill, power_loss, disk_full, read_only, sync_fails };

class FaultVfs {
 public:
  /// Becomes SQLite's usual way to its files. Once a process.
  static FaultVfs& install() {
    static FaultVfs* const made = new FaultVfs;
    return *made;
  }
  /// From now on the n-th writing call (write, sync, truncate, delete) fails so; for disk_full, read_only and sync_fails, that
  /// one and all after it.
  void fail_at(Fault_ fault, long call) {
    fault_ = fault;
    left_ = call;
    calls_ = 0;
  }
  void heal() { fault_ = Fault_::none; }
  /// Writing calls since fail_at.
  [[nodiscard]] long calls() const { return calls_; }
  /// Takes the files as they are for what is on disk for sure.
  void everything_is_synced(std::filesystem::path const& folder) {
    durable_.clear();
    for (auto const& file : std::filesystem::directory_iterator{folder}) {
      if (file.is_regular_file()) durable_[file.path().string()] = content_of(file.path().string());
    }
  }

 private:
  struct File {
    sqlite3_file base;
    FaultVfs* vfs;
    char* path;
    bool kept;           ///< its content matters after a power loss
    sqlite3_file* real;  ///< behind this struct
  };

  FaultVfs() : real_{sqlite3_vfs_find(nullptr)}, vfs_{*real_} {
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    vfs_.zName = "concordat-fault";
    vfs_.pAppData = this;
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    make_methods();
    sqlite3_vfs_register(&vfs_, 1);
  }

  static std::string content_of(std::string const& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  /// SQLITE_OK to go on.
  int step(bool is_sync) {
    ++calls_;
    if (fault_ == Fault_::none || calls_ < left_) return SQLITE_OK;
    switch (fault_) {
      case Fault_::kill: ::kill(::getpid(), SIGKILL); return SQLITE_IOERR;
      case Fault_::power_loss: lose_power(); return SQLITE_IOERR;
      case Fault_::disk_full: return is_sync ? SQLITE_OK : SQLITE_FULL;
      case Fault_::read_only: return SQLITE_READONLY;
      case Fault_::sync_fails: return is_sync ? SQLITE_IOERR_FSYNC : SQLITE_OK;
      case Fault_::none: break;
    }
    return SQLITE_OK;
  }
  /// Every file as it was when it was last synced; what shared memory held is gone.
  void lose_power() {
    for (auto const& [path, bytes] : durable_) {
      std::ofstream out{path, std::ios::binary | std::ios::trunc};
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    for (auto const& path : opened_) {
      if (!durable_.contains(path) || path.ends_with("-shm")) ::unlink(path.c_str());
      ::unlink((path + "-shm").c_str());
    }
    ::kill(::getpid(), SIGKILL);
  }

  static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
  static sqlite3_file* real(sqlite3_file* file) { return of(file)->real; }

  static int open(sqlite3_vfs* vfs, char const* path, sqlite3_file* file, int flags, int* out) {
    auto* const self = static_cast<FaultVfs*>(vfs->pAppData);
    auto* const made = of(file);
    made->vfs = self;
    made->kept = path != nullptr;
    made->path = path != nullptr ? ::strdup(path) : nullptr;
    made->real = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(File));
    made->base.pMethods = nullptr;
    int const code = self->real_->xOpen(self->real_, path, made->real, flags, out);
    if (code == SQLITE_OK) made->base.pMethods = &self->methods_;
    if (code == SQLITE_OK && path != nullptr) self->opened_.insert(self->opened_.end(), path);
    return code;
  }
  static int remove(sqlite3_vfs* vfs, char const* path, int sync) {
    auto* const self = static_cast<FaultVfs*>(vfs->pAppData);
    if (int const code = self->step(false); code != SQLITE_OK) return code;
    self->durable_.erase(path);
    return self->real_->xDelete(self->real_, path, sync);
  }
  static int close(sqlite3_file* file) {
    int const code = real(file)->pMethods->xClose(real(file));
    std::free(of(file)->path);
    return code;
  }
  static int write(sqlite3_file* file, void const* bytes, int size, sqlite3_int64 at) {
    if (int const code = of(file)->vfs->step(false); code != SQLITE_OK) return code;
    return real(file)->pMethods->xWrite(real(file), bytes, size, at);
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (int const code = of(file)->vfs->step(false); code != SQLITE_OK) return code;
    return real(file)->pMethods->xTruncate(real(file), size);
  }
  static int sync(sqlite3_file* file, int flags) {
    if (int const code = of(file)->vfs->step(true); code != SQLITE_OK) return code;
    int const code = real(file)->pMethods->xSync(real(file), flags);
    if (code == SQLITE_OK && of(file)->kept && of(file)->vfs->fault_ == Fault_::power_loss) of(file)->vfs->durable_[of(file)->path] = content_of(of(file)->path);
    return code;
  }

  void make_methods() {
    methods_.iVersion = 3;
    methods_.xClose = close;
    methods_.xRead = [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) { return real(f)->pMethods->xRead(real(f), to, size, at); };
    methods_.xWrite = write;
    methods_.xTruncate = truncate;
    methods_.xSync = sync;
    methods_.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); };
    methods_.xLock = [](sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); };
    methods_.xUnlock = [](sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); };
    methods_.xCheckReservedLock = [](sqlite3_file* f, int* out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); };
    methods_.xFileControl = [](sqlite3_file* f, int op, void* arg) { return real(f)->pMethods->xFileControl(real(f), op, arg); };
    methods_.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
    methods_.xDeviceCharacteristics = [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); };
    methods_.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) { return real(f)->pMethods->xShmMap(real(f), page, size, extend, out); };
    methods_.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) { return real(f)->pMethods->xShmLock(real(f), offset, n, flags); };
    methods_.xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); };
    methods_.xShmUnmap = [](sqlite3_file* f, int gone) { return real(f)->pMethods->xShmUnmap(real(f), gone); };
    methods_.xFetch = [](sqlite3_file*, sqlite3_int64, int, void** out) { *out = nullptr; return SQLITE_OK; };
    methods_.xUnfetch = [](sqlite3_file*, sqlite3_int64, void*) { return SQLITE_OK; };
  }

  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  sqlite3_io_methods methods_ = {};
  Fault_ fault_ = Fault_::none;
  long left_ = 0;
  long calls_ = 0;
  std::map<std::string, std::string> durable_;
  std::vector<std::string> opened_;
};

}  // namespace concordat::hub::failing
