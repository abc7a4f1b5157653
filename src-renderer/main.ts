/** Entry of the window's page. */
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { followPreferences } from './settings/preferences';
import App from './shell/App.vue';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/forms.css';

followPreferences();
createApp(App).use(createPinia()).mount('#app');
