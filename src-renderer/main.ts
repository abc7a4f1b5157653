/** Entry of the window's page. */
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { followPreferences } from './settings/preferences';
import { forgetWindow } from './settings/remembered';
import App from './shell/App.vue';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/forms.css';
import './styles/log-rows.css';

// The page of this window ended twice in a row: it may be what it showed that ends it.
if (window.location.hash === '#anew') {
  forgetWindow();
  window.history.replaceState(null, '', '#');
}

followPreferences();
createApp(App).use(createPinia()).mount('#app');
