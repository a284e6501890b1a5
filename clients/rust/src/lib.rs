//! The contract of Parley for tonic: messages and clients of every service, in [`v1`].

// The generated files name each other by package, so the modules stand as the packages do.
#[allow(clippy::all)] // generated
pub mod google {
    pub mod rpc {
        include!("../gen/google.rpc.rs");
    }
}

#[allow(clippy::all)] // generated
pub mod parley {
    pub mod v1 {
        include!("../gen/parley.v1.rs");
    }
}

pub use parley::v1;
