//! Things made once at start and used everywhere: catalogues, calendars, blob storage. Found by their type.

use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;
use std::sync::Arc;

use kernel::{Error, Result};

/// The registered services.
#[derive(Clone, Default)]
pub struct Services(HashMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl Services {
    /// Registers a service; the last of a type wins.
    pub fn insert<T: Send + Sync + 'static>(&mut self, service: Arc<T>) {
        self.0.insert(TypeId::of::<T>(), service);
    }

    /// The service of a type.
    pub fn get<T: Send + Sync + 'static>(&self) -> Result<Arc<T>> {
        self.0
            .get(&TypeId::of::<T>())
            .and_then(|service| Arc::clone(service).downcast::<T>().ok())
            .ok_or_else(|| Error::internal(format!("the service {} was not registered", type_name::<T>())))
    }
}
