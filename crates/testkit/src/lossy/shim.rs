//! The C side: `SQLite`'s table of functions, filled with the disk's own and, for locks and shared memory, the
//! system's.
//!
//! Each handle is ours with the system's own handle of the same file right behind it in one allocation, as `SQLite`
//! makes it from `szOsFile`. Reads and writes are the disk's; the real handle only locks.

use super::{Image, Refusal, State, lock};
use rusqlite::ffi;
use std::ffi::{CStr, CString, OsStr, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// What a file system of ours carries: the disk, and the system's own that it stands before.
struct Carried {
    state: Arc<Mutex<State>>,
    system: *mut ffi::sqlite3_vfs,
}

/// An open file. The system's handle follows it.
#[repr(C)]
struct Handle {
    base: ffi::sqlite3_file,
    carried: *const Carried,
    /// The image; 0 for a temporary file, which is the system's alone.
    image: u64,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock_file),
    xUnlock: Some(unlock_file),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Registers a file system for the process's life: what it points to is never freed.
pub(super) fn register(name: &str, state: &Arc<Mutex<State>>) {
    let name = CString::new(name).expect("a disk's name has no zero byte").into_raw();
    // SAFETY: the system's default file system is there once SQLite is initialised, and is never unregistered. The copy
    // has our own functions wherever one uses what the copy carries; the others use only `mxPathname`, which is equal.
    let registered = unsafe {
        ffi::sqlite3_initialize();
        let system = ffi::sqlite3_vfs_find(std::ptr::null());
        assert!(!system.is_null(), "SQLite has a file system");
        let carried = Box::into_raw(Box::new(Carried { state: Arc::clone(state), system }));
        let ours = Box::into_raw(Box::new(ffi::sqlite3_vfs {
            iVersion: 2,
            szOsFile: c_int::try_from(size_of::<Handle>()).expect("small") + (*system).szOsFile,
            pNext: std::ptr::null_mut(),
            zName: name,
            pAppData: carried.cast(),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(access),
            ..*system
        }));
        ffi::sqlite3_vfs_register(ours, 0)
    };
    assert_eq!(registered, ffi::SQLITE_OK, "SQLite takes the lossy disk");
}

/// The path of a C name.
///
/// # Safety
/// `name` is a zero-ended string.
unsafe fn path_of(name: *const c_char) -> PathBuf {
    // SAFETY: as the caller promises.
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes();
    PathBuf::from(OsStr::from_bytes(bytes))
}

/// What a file system of ours carries.
///
/// # Safety
/// `vfs` is one that [`register`] made.
unsafe fn carried<'a>(vfs: *mut ffi::sqlite3_vfs) -> &'a Carried {
    // SAFETY: `register` put it there and never frees it.
    unsafe { &*(*vfs).pAppData.cast::<Carried>() }
}

/// The system's handle behind ours.
///
/// # Safety
/// `file` was opened by [`open`].
unsafe fn system_of(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: `szOsFile` asked for room for both, one behind the other; ours has the alignment of a pointer.
    unsafe { file.cast::<Handle>().add(1).cast() }
}

/// Calls one of the system's functions for the handle behind ours.
macro_rules! system {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: `file` is SQLite's, opened by `open`; the system's handle behind it is open for as long.
        unsafe {
            let system = system_of($file);
            match (*(*system).pMethods).$method {
                Some(method) => method(system $(, $argument)*),
                None => ffi::SQLITE_IOERR,
            }
        }
    }};
}

/// Looks at the image of a file; none for a temporary one, an error when its power is cut.
///
/// # Safety
/// `file` was opened by [`open`].
unsafe fn with_image<T>(
    file: *mut ffi::sqlite3_file,
    work: impl FnOnce(&mut Image) -> T,
) -> Option<Result<T, Refusal>> {
    // SAFETY: as the caller promises; what it carries lives for ever.
    let (handle, carried) = unsafe { (&*file.cast::<Handle>(), &*(*file.cast::<Handle>()).carried) };
    (handle.image != 0).then(|| lock(&carried.state).image(handle.image).map(work))
}

/// The same, to change it: a step, before which the power may go.
///
/// # Safety
/// `file` was opened by [`open`].
unsafe fn changing<T>(
    file: *mut ffi::sqlite3_file,
    work: impl FnOnce(&mut Image) -> T,
) -> Option<Result<T, Refusal>> {
    // SAFETY: as the caller promises; what it carries lives for ever.
    let (handle, carried) = unsafe { (&*file.cast::<Handle>(), &*(*file.cast::<Handle>()).carried) };
    (handle.image != 0).then(|| lock(&carried.state).changing(handle.image).map(work))
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite hands us the file system that we registered and room of `szOsFile` bytes.
    unsafe {
        let carried = carried(vfs);
        let handle = file.cast::<Handle>();
        // No methods: SQLite must not close what was not opened.
        handle.write(Handle { base: ffi::sqlite3_file { pMethods: std::ptr::null() }, carried, image: 0 });
        if !name.is_null() && flags & ffi::SQLITE_OPEN_DELETEONCLOSE == 0 {
            let make = flags & ffi::SQLITE_OPEN_CREATE != 0;
            match lock(&carried.state).open(&path_of(name), make) {
                Ok(image) => (*handle).image = image,
                Err(_) => return ffi::SQLITE_CANTOPEN,
            }
        }
        // The disk has made the file; one that the system makes by itself is a temporary one.
        let result = match (*carried.system).xOpen {
            Some(open) => {
                open(carried.system, name, system_of(file), flags & !ffi::SQLITE_OPEN_EXCLUSIVE, out)
            }
            None => ffi::SQLITE_CANTOPEN,
        };
        if result == ffi::SQLITE_OK {
            (*file).pMethods = &raw const METHODS;
        } else {
            lock(&carried.state).close((*handle).image);
        }
        result
    }
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: SQLite hands us the file system that we registered, and a path.
    let (carried, path) = unsafe { (carried(vfs), path_of(name)) };
    match lock(&carried.state).remove(&path, sync_folder != 0) {
        Ok(()) => ffi::SQLITE_OK,
        Err(Refusal::NotThere) => ffi::SQLITE_IOERR_DELETE_NOENT,
        Err(_) => ffi::SQLITE_IOERR_DELETE,
    }
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite hands us the file system that we registered, a path, and room for the answer.
    unsafe {
        let (carried, path) = (carried(vfs), path_of(name));
        let state = lock(&carried.state);
        if state.check_power(&path).is_err() {
            return ffi::SQLITE_IOERR_ACCESS;
        }
        if flags == ffi::SQLITE_ACCESS_EXISTS {
            // As on the real one: an empty file counts as none.
            *out = c_int::from(state.length_of(Path::new(&path)).is_some_and(|length| length > 0));
            return ffi::SQLITE_OK;
        }
        drop(state);
        match (*carried.system).xAccess {
            Some(access) => access(carried.system, name, flags, out),
            None => ffi::SQLITE_IOERR_ACCESS,
        }
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let result = system!(file, xClose);
    // SAFETY: SQLite closes what `open` opened, once.
    unsafe {
        let handle = &*file.cast::<Handle>();
        lock(&(*handle.carried).state).close(handle.image);
    }
    result
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, into: *mut c_void, amount: c_int, at: i64) -> c_int {
    let (Ok(length), Ok(start)) = (usize::try_from(amount), usize::try_from(at)) else {
        return ffi::SQLITE_IOERR_READ;
    };
    // SAFETY: SQLite gives room for `amount` bytes.
    let bytes = unsafe { std::slice::from_raw_parts_mut(into.cast::<u8>(), length) };
    // SAFETY: `file` was opened by `open`.
    match unsafe { with_image(file, |image| image.read(start, bytes)) } {
        None => system!(file, xRead, into, amount, at),
        Some(Ok(true)) => ffi::SQLITE_OK,
        Some(Ok(false)) => ffi::SQLITE_IOERR_SHORT_READ,
        Some(Err(_)) => ffi::SQLITE_IOERR_READ,
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    at: i64,
) -> c_int {
    let (Ok(length), Ok(start)) = (usize::try_from(amount), usize::try_from(at)) else {
        return ffi::SQLITE_IOERR_WRITE;
    };
    // SAFETY: SQLite hands us `amount` bytes.
    let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), length) };
    // SAFETY: `file` was opened by `open`.
    match unsafe { changing(file, |image| image.write(start, bytes)) } {
        None => system!(file, xWrite, from, amount, at),
        Some(Ok(())) => ffi::SQLITE_OK,
        Some(Err(_)) => ffi::SQLITE_IOERR_WRITE,
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: i64) -> c_int {
    let Ok(bytes) = usize::try_from(length) else { return ffi::SQLITE_IOERR_TRUNCATE };
    // SAFETY: `file` was opened by `open`.
    match unsafe { changing(file, |image| image.truncate(bytes)) } {
        None => system!(file, xTruncate, length),
        Some(Ok(())) => ffi::SQLITE_OK,
        Some(Err(_)) => ffi::SQLITE_IOERR_TRUNCATE,
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: `file` was opened by `open`; what it carries lives for ever.
    let (image, carried) = unsafe { ((*file.cast::<Handle>()).image, &*(*file.cast::<Handle>()).carried) };
    if image == 0 {
        return system!(file, xSync, flags);
    }
    match lock(&carried.state).sync(image) {
        Ok(()) => ffi::SQLITE_OK,
        Err(_) => ffi::SQLITE_IOERR_FSYNC,
    }
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, out: *mut i64) -> c_int {
    // SAFETY: `file` was opened by `open`.
    match unsafe { with_image(file, |image| image.content.len()) } {
        None => system!(file, xFileSize, out),
        Some(Ok(length)) => {
            // SAFETY: SQLite gives room for the answer.
            unsafe { *out = i64::try_from(length).unwrap_or(i64::MAX) };
            ffi::SQLITE_OK
        }
        Some(Err(_)) => ffi::SQLITE_IOERR_FSTAT,
    }
}

/// Whether a handle's power is cut: then it may lock nothing, or its close would tidy up after itself.
///
/// # Safety
/// `file` was opened by [`open`].
unsafe fn is_dead(file: *mut ffi::sqlite3_file) -> bool {
    // SAFETY: as the caller promises.
    matches!(unsafe { with_image(file, |_| ()) }, Some(Err(_)))
}

unsafe extern "C" fn lock_file(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: `file` was opened by `open`.
    if unsafe { is_dead(file) } { ffi::SQLITE_IOERR_LOCK } else { system!(file, xLock, level) }
}

unsafe extern "C" fn unlock_file(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    system!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    system!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn file_control(file: *mut ffi::sqlite3_file, op: c_int, argument: *mut c_void) -> c_int {
    match op {
        // They would grow or map the real file, which is behind.
        ffi::SQLITE_FCNTL_SIZE_HINT | ffi::SQLITE_FCNTL_CHUNK_SIZE => ffi::SQLITE_OK,
        ffi::SQLITE_FCNTL_MMAP_SIZE => ffi::SQLITE_NOTFOUND,
        _ => system!(file, xFileControl, op, argument),
    }
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    system!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    system!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: `file` was opened by `open`.
    if unsafe { is_dead(file) } {
        ffi::SQLITE_IOERR_SHMMAP
    } else {
        system!(file, xShmMap, page, size, extend, out)
    }
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    offset: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    system!(file, xShmLock, offset, count, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: `file` was opened by `open`; the system's handle behind it is open for as long.
    unsafe {
        let system = system_of(file);
        if let Some(barrier) = (*(*system).pMethods).xShmBarrier {
            barrier(system);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, remove: c_int) -> c_int {
    // A dead process does not remove the index of the living.
    // SAFETY: `file` was opened by `open`.
    let remove = if unsafe { is_dead(file) } { 0 } else { remove };
    system!(file, xShmUnmap, remove)
}
