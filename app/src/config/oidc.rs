//! Providers of identities: `[[oidc]]`.

use anyhow::{Context, Result, bail};
use identity::ProviderConfig;

/// The providers with their secrets read from files, where they stand in files.
pub(crate) fn with_secrets(configs: &[ProviderConfig]) -> Result<Vec<ProviderConfig>> {
    configs.iter().map(with_secret).collect()
}

fn with_secret(config: &ProviderConfig) -> Result<ProviderConfig> {
    let Some(file) = &config.client_secret_file else { return Ok(config.clone()) };
    if !config.client_secret.is_empty() {
        bail!("[[oidc]] {:?} has client_secret and client_secret_file; one of them is enough", config.name);
    }
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the client_secret_file of [[oidc]] {:?}, {}", config.name, file.display()))?;
    Ok(ProviderConfig { client_secret: text.trim().to_owned(), ..config.clone() })
}

#[cfg(test)]
mod tests {
    use figment::Figment;
    use figment::providers::{Format, Toml};

    use super::*;

    fn read(text: &str) -> Option<ProviderConfig> {
        Figment::from(Toml::string(text)).extract().ok()
    }

    #[test]
    fn a_secret_stands_in_one_place() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "from a file\n").unwrap();
        let text = "name = 'id'\nlabel_vi = 'A'\nlabel_en = 'A'\nissuer = 'https://id.example.vn'\nclient_id = 'x'\n";
        let plain: ProviderConfig = read(text).unwrap();
        let in_file = ProviderConfig { client_secret_file: Some(file), ..plain.clone() };
        let twice = ProviderConfig { client_secret: "here".into(), ..in_file.clone() };
        let missing = ProviderConfig { client_secret_file: Some(folder.path().join("none")), ..plain.clone() };
        assert_eq!(with_secrets(&[plain, in_file]).unwrap()[1].client_secret, "from a file");
        assert!(with_secrets(&[twice]).is_err());
        assert!(with_secrets(&[missing]).is_err());
        assert!(read(&format!("{text}issuers = 'x'")).is_none(), "a slip of the pen");
    }
}
